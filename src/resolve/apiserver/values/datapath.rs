//! How packets of pods travel: routing, encryption, addresses, and what Cilium shares the node with.

use super::Values;
use crate::model::{Cluster, EncryptionKind, IpamMode, Mesh, RoutingMode};
use crate::release::Modern;
use crate::yaml::{Value, json};
use ipnet::IpNet;

/// Sets all of it.
pub fn set(values: &mut Values, mesh: &Mesh, cluster: &Cluster, modern: &Modern) {
    set_routing(values, mesh, modern);
    set_addresses(values, cluster);
    if let Some(chaining) = &cluster.chaining {
        values.set("cni.chainingMode", chaining.value.as_str());
        // Otherwise the agent puts the configuration of the plugin that it is chained to aside (`cni.exclusive` of the charts).
        values.set("cni.exclusive", false);
    }
    values.set("kubeProxyReplacement", cluster.kube_proxy_replacement.as_ref().map(|stated| stated.value));
    values.set("hostFirewall.enabled", cluster.host_firewall.as_ref().map(|stated| stated.value));
    set_encryption(values, mesh);
}

fn set_routing(values: &mut Values, mesh: &Mesh, modern: &Modern) {
    let (mode, protocol) = match mesh.routing.mode {
        RoutingMode::Vxlan => ("tunnel", Some("vxlan")),
        RoutingMode::Geneve => ("tunnel", Some("geneve")),
        RoutingMode::Native => ("native", None),
    };
    if modern.one_tunnel_value {
        values.set("tunnel", protocol.unwrap_or("disabled"));
    } else {
        values.set("routingMode", mode);
        values.set("tunnelProtocol", protocol);
    }
    values.set("tunnelPort", mesh.routing.port.as_ref().map(|port| port.value));
    let cidr = |is_ipv4| mesh.routing.cidr(is_ipv4).map(|net| net.value.trunc().to_string());
    values.set("ipv4NativeRoutingCIDR", cidr(true));
    values.set("ipv6NativeRoutingCIDR", cidr(false));
}

fn set_encryption(values: &mut Values, mesh: &Mesh) {
    let kind = match mesh.encryption.kind {
        EncryptionKind::None => return,
        EncryptionKind::WireGuard => "wireguard",
        EncryptionKind::Ipsec => "ipsec",
    };
    values.set("encryption.enabled", true);
    values.set("encryption.type", kind);
    if mesh.encryption.node {
        values.set("encryption.nodeEncryption", true);
    }
    values.set("encryption.ipsec.secretName", mesh.encryption.secret.as_deref());
}

fn set_addresses(values: &mut Values, cluster: &Cluster) {
    let nets = |is_ipv4: bool| {
        let nets = cluster.pod_cidrs.iter().map(|net| net.value.trunc());
        nets.filter(|net| net.addr().is_ipv4() == is_ipv4).collect::<Vec<IpNet>>()
    };
    let (ipv4, ipv6) = (nets(true), nets(false));
    if ipv4.is_empty() && !ipv6.is_empty() {
        values.set("ipv4.enabled", false);
    }
    if !ipv6.is_empty() {
        values.set("ipv6.enabled", true);
    }
    let mode = cluster.ipam_mode();
    values.set("ipam.mode", mode.name());
    match mode {
        IpamMode::ClusterPool => {
            for (family, nets) in [("IPv4", &ipv4), ("IPv6", &ipv6)].into_iter().filter(|(_, nets)| !nets.is_empty()) {
                values.set(&format!("ipam.operator.clusterPool{family}PodCIDRList"), texts(nets));
                let mask = (mask(cluster, nets) != default_mask(nets)).then(|| mask(cluster, nets));
                values.set(&format!("ipam.operator.clusterPool{family}MaskSize"), mask);
            }
        }
        IpamMode::MultiPool => {
            for (family, nets) in [("ipv4", &ipv4), ("ipv6", &ipv6)].into_iter().filter(|(_, nets)| !nets.is_empty()) {
                let pool = json!({ "cidrs": texts(nets), "maskSize": mask(cluster, nets) });
                values.set(&format!("ipam.operator.autoCreateCiliumPodIPPools.default.{family}"), pool);
            }
        }
        IpamMode::Eni | IpamMode::Azure | IpamMode::AlibabaCloud => {
            values.set(&format!("{}.enabled", mode.name()), true);
        }
        // Agents do not start with both: the endpoint for health checks would need an address of Cilium's own
        // (`checkIPAMDelegatedPlugin` in `pkg/option/config.go`).
        IpamMode::DelegatedPlugin => values.set("endpointHealthChecking.enabled", false),
        IpamMode::Kubernetes => {}
    }
}

fn texts(nets: &[IpNet]) -> Value {
    nets.iter().map(ToString::to_string).collect()
}

/// The prefix length of a node's range: what is stated, or the chart's own, but one that fits every pool.
///
/// The operator takes no mask that is shorter than a pool's prefix, and of IPv6 none that is more than 16 bits longer
/// (`pkg/ipam/cidrset/cidr_set.go`, v1.18).
fn mask(cluster: &Cluster, nets: &[IpNet]) -> u8 {
    let ipam = cluster.ipam.as_ref();
    let is_ipv4 = nets.iter().all(|net| net.addr().is_ipv4());
    let stated = ipam.and_then(|ipam| if is_ipv4 { ipam.mask.as_ref() } else { ipam.mask6.as_ref() });
    if let Some(stated) = stated {
        return stated.value;
    }
    let longest = nets.iter().map(IpNet::prefix_len).max().unwrap_or_default();
    let shortest = nets.iter().map(IpNet::prefix_len).min().unwrap_or_default();
    let fitting = default_mask(nets).max(longest);
    if is_ipv4 { fitting } else { fitting.min(shortest.saturating_add(16)).max(longest) }
}

/// The charts' own (`ipam.operator.clusterPoolIPv4MaskSize` and its sibling).
fn default_mask(nets: &[IpNet]) -> u8 {
    if nets.iter().all(|net| net.addr().is_ipv4()) { 24 } else { 120 }
}
