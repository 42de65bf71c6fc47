//! What settings are where nobody sets them: values of the chart by their path, flags of the agent by their
//! name. Only what a refusal or a rule asks for is here, and of switches only those that are on.
//!
//! Read in `values.yaml` and `cilium-configmap.yaml` of the charts, and in the flags of `daemon/cmd`,
//! `pkg/option`, `pkg/loadbalancer`, `pkg/maglev` and `pkg/datapath` of each line.

use super::Release;
use crate::address::Family;
use std::ops::RangeInclusive;

/// The domain of the clusters' host names (`clustermesh.config.domain` of the charts).
pub const DEFAULT_DOMAIN: &str = "mesh.cilium.io";

/// The prefix length of a node's range in the charts (`ipam.operator.clusterPoolIPv4MaskSize` and its
/// sibling).
pub const fn default_node_mask(family: Family) -> u8 {
    match family {
        Family::Ipv4 => 24,
        Family::Ipv6 => 120,
    }
}

/// What is so in lines that have no such setting: meshes of 255 clusters up to 1.14, and addresses that
/// Kubernetes hands out, of each node's own range, up to 1.4.
pub fn without_setting(node: &str) -> Option<&'static str> {
    match node {
        "max-connected-clusters" => Some("255"),
        "ipam" => Some("kubernetes"),
        _ => None,
    }
}

/// What is a default.
struct Default {
    /// A value's path, or a flag's name.
    name: &'static str,
    text: &'static str,
    /// The first minor release with it.
    from: u16,
    /// The last one.
    to: u16,
}

const fn is(name: &'static str, text: &'static str) -> Default {
    Default { name, text, from: 0, to: u16::MAX }
}

const fn since(from: u16, name: &'static str, text: &'static str) -> Default {
    Default { from, ..is(name, text) }
}

const fn until(to: u16, name: &'static str, text: &'static str) -> Default {
    Default { to, ..is(name, text) }
}

/// Values of the chart, sorted.
const VALUES: &[Default] = &[
    since(16, "bpf.datapathMode", "veth"),
    is("clustermesh.apiserver.replicas", "1"),
    since(18, "clustermesh.apiserver.kvstoremesh.kvstoreMode", "internal"),
    since(20, "clustermesh.defaultGlobalNamespace", "true"),
    is("dnsProxy.proxyPort", "0"),
    is("enableIPv6Masquerade", "true"),
    until(17, "enableIPv4Masquerade", "true"),
    is("endpointHealthChecking.enabled", "true"),
    since(16, "envoy.baseID", "0"),
    since(16, "gatewayAPI.externalTrafficPolicy", "Cluster"),
    is("hubble.enabled", "true"),
    is("hubble.tls.auto.enabled", "true"),
    is("hubble.tls.auto.method", "helm"),
    is("hubble.tls.enabled", "true"),
    is("ipam.operator.clusterPoolIPv4MaskSize", "24"),
    is("ipam.operator.clusterPoolIPv6MaskSize", "120"),
    since(16, "ingressController.service.externalTrafficPolicy", "Cluster"),
    is("ingressController.service.type", "LoadBalancer"),
    since(18, "k8sClientExponentialBackoff.enabled", "true"),
    is("l7Proxy", "true"),
    until(18, "l2podAnnouncements.interface", "eth0"),
    is("loadBalancer.l7.backend", "disabled"),
    is("routingMode", "tunnel"),
    is("tunnelProtocol", "vxlan"),
    is("clustermesh.maxConnectedClusters", "255"),
    is("ipv4.enabled", "true"),
    is("operator.removeNodeTaints", "true"),
    until(15, "remoteNodeIdentity", "true"),
];

/// Flags that the chart sets to something that is none of its values.
const OF_CHART: &[Default] = &[
    is("dnsproxy-enable-transparent-mode", "true"),
    is("enable-ipv4-masquerade", "true"),
    is("enable-ipv6", "false"),
    is("identity-allocation-mode", "crd"),
    is("ipam", "cluster-pool"),
];

/// Flags of the agent.
const OF_AGENT: &[Default] = &[
    is("bpf-lb-algorithm", "random"),
    is("bpf-lb-acceleration", "disabled"),
    is("bpf-lb-dsr-dispatch", "opt"),
    is("bpf-lb-maglev-table-size", "16381"),
    is("bpf-lb-mode", "snat"),
    is("cluster-health-port", "4240"),
    since(20, "clustermesh-default-global-namespace", "true"),
    is("datapath-mode", "veth"),
    is("enable-endpoint-health-checking", "true"),
    is("enable-ipv4", "true"),
    is("enable-ipv4-masquerade", "true"),
    is("enable-ipv6", "true"),
    is("enable-ipv6-masquerade", "true"),
    is("enable-l7-proxy", "true"),
    is("identity-allocation-mode", "kvstore"),
    is("install-iptables-rules", "true"),
    is("ipam", "cluster-pool"),
    is("routing-mode", "tunnel"),
    is("service-no-backend-response", "reject"),
    is("tunnel-protocol", "vxlan"),
    until(19, "underlay-protocol", "ipv4"),
    since(20, "underlay-protocol", "auto"),
];

/// A flag that the chart sets otherwise in clusters that began with an older release.
struct Former {
    flag: &'static str,
    text: &'static str,
    /// The minor releases with which such a cluster began.
    began: RangeInclusive<u16>,
    /// The first minor release of the chart in which that makes a difference.
    from: u16,
}

/// Source: the top of `cilium-configmap.yaml`, where the charts compare `upgradeCompatibility`. What the
/// charts say there of the replacement of kube-proxy, none of them renders, or it is off.
const FORMER: &[Former] = &[
    Former { flag: "dnsproxy-enable-transparent-mode", text: "false", began: 0..=11, from: 0 },
    Former { flag: "enable-bpf-masquerade", text: "true", began: 8..=9, from: 0 },
    Former { flag: "enable-ipv4-masquerade", text: "true", began: 0..=17, from: 18 },
];

impl Release {
    /// What the chart writes for a flag that no value sets, in a cluster that began with an older minor
    /// release, where that makes a difference.
    pub fn former_flag(&self, flag: &str, began: u16) -> Option<&'static str> {
        let is_it = |row: &&Former| row.flag == flag && row.began.contains(&began) && row.from <= self.line.1;
        FORMER.iter().find(is_it).map(|row| row.text)
    }

    /// What the chart takes a value for that is not set, as text.
    pub fn value_by_default(&self, path: &str) -> Option<&'static str> {
        self.default_in(VALUES, path)
    }

    /// What the chart writes for a flag where no value of it is set.
    pub fn chart_flag_by_default(&self, flag: &str) -> Option<&'static str> {
        self.default_in(OF_CHART, flag)
    }

    /// What agents take a flag for that is not set; nothing for a switch that is off, and for an empty text.
    pub fn flag_by_default(&self, flag: &str) -> Option<&'static str> {
        self.default_in(OF_AGENT, flag)
    }

    fn default_in(&self, table: &'static [Default], name: &str) -> Option<&'static str> {
        let is_it = |row: &&Default| row.name == name && (row.from..=row.to).contains(&self.line.1);
        table.iter().find(is_it).map(|row| row.text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::RELEASES;
    use super::super::chart::Kind;
    use super::super::refusals::Term;
    use super::VALUES;
    use crate::yaml::{Value, joined, json};
    use std::collections::BTreeSet;

    /// What is empty in `values.yaml` is made by templates.
    #[test]
    fn defaults_of_values_are_those_of_the_charts() {
        let mut compared = 0;
        for release in RELEASES.iter().filter(|release| release.modern().is_some()) {
            let dictionary = release.dictionary(release.first_working()).unwrap();
            for row in VALUES.iter().filter(|row| (row.from..=row.to).contains(&release.line.1)) {
                let text = match dictionary.default(row.name) {
                    None | Some(Value::Null) => continue,
                    Some(Value::String(text)) if text.is_empty() => continue,
                    Some(Value::String(text)) => text,
                    Some(other) => other.to_string(),
                };
                assert_eq!(text, row.text, "{} in {}", row.name, release.name());
                compared += 1;
            }
        }
        assert!(compared > VALUES.len(), "only {compared} have a default in the charts");
    }

    /// What refusals ask of a flag is what the chart writes for it, where no value behind it is set.
    #[test]
    fn refusals_see_the_defaults_of_charts() {
        let mut lacking = BTreeSet::new();
        for release in RELEASES.iter().filter(|release| release.modern().is_some()) {
            let dictionary = release.dictionary(release.first_working()).unwrap();
            let flags = release.agent_refusals().flat_map(|refusal| refusal.when).filter_map(|term| match term {
                Term::Unset(name) | Term::Off(name) | Term::Not(name, _) | Term::Is(name, _) => Some(*name),
                _ => None,
            });
            for flag in flags {
                let Some((row, kind)) = release.chart_key(flag).filter(|(_, kind)| *kind != Kind::Derived) else {
                    continue;
                };
                let default = dictionary.default(row.value).unwrap_or_default();
                let is_empty = matches!(&default, Value::Null | Value::Bool(false))
                    || [json!(""), json!(0), json!([])].contains(&default);
                let known = [release.value_by_default(row.value), release.chart_flag_by_default(flag)];
                if !is_empty
                    && known.iter().all(Option::is_none)
                    && release.flag_by_default(flag) != Some(&joined(&default))
                {
                    lacking.insert(format!("{} ({kind:?}): {} is {default} in {}", flag, row.value, release.name()));
                }
            }
        }
        assert!(lacking.is_empty(), "{lacking:#?}");
    }
}
