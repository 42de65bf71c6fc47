//! `cilium-config` of a cluster: what the mesh file says, in the keys of its release. What it does not say stays as the base
//! has it, and what stands there for something that this cluster does not do is removed.
//!
//! The keys are those of the charts' `cilium-configmap.yaml`, 1.14 to 1.20.

use super::kvstore;
use crate::address::Family;
use crate::model::{Cluster, EncryptionKind, IpamMode, Mesh, RoutingMode, default_node_mask};
use crate::release::Modern;
use crate::yaml::{Map, Value};
use ipnet::IpNet;

/// The keys that change in a base with `stands` in its ConfigMap: null removes.
pub fn data(mesh: &Mesh, cluster: &Cluster, modern: &Modern, stands: &Value) -> Map<String, Value> {
    let mut keys = Keys { stands, data: Map::new() };
    keys.set("cluster-name", &cluster.name.value);
    // Plain decimal: agents read `010` as 8.
    keys.state("cluster-id", cluster.id.get());
    if modern.mesh_sizes.len() > 1 {
        keys.state("max-connected-clusters", Some(mesh.size()));
    }
    routing(mesh, modern, &mut keys);
    addresses(cluster, &mut keys);
    encryption(mesh, &mut keys);
    features(mesh, cluster, modern, &mut keys);
    for (key, value) in kvstore::config(cluster) {
        keys.set(key, &value);
    }
    for setting in &cluster.config {
        keys.set(&setting.key.value, &setting.value);
    }
    keys.data.sort_keys();
    keys.data
}

/// Keys that change.
struct Keys<'b> {
    stands: &'b Value,
    data: Map<String, Value>,
}

impl Keys<'_> {
    fn stands(&self, key: &str) -> Option<&str> {
        self.stands.get(key).and_then(Value::as_str)
    }

    fn set(&mut self, key: &str, value: &str) {
        self.data.insert(key.to_string(), value.into());
    }

    /// Sets what is stated.
    fn state(&mut self, key: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.set(key, &value.to_string());
        }
    }

    /// Sets what is stated, or else a value where the base has none.
    fn state_or(&mut self, key: &str, value: Option<impl ToString>, otherwise: &str) {
        match value {
            Some(value) => self.set(key, &value.to_string()),
            None if self.stands(key).is_none() => self.set(key, otherwise),
            None => {}
        }
    }

    fn remove(&mut self, keys: &[&str]) {
        for key in keys {
            if self.stands.get(*key).is_some() {
                self.data.insert((*key).to_string(), Value::Null);
            }
        }
    }
}

fn routing(mesh: &Mesh, modern: &Modern, keys: &mut Keys<'_>) {
    let protocol = match mesh.routing.mode {
        RoutingMode::Vxlan => "vxlan",
        RoutingMode::Geneve => "geneve",
        RoutingMode::Native => {
            // A base that routes natively by itself has them for another purpose, such as `bpf-lb-dsr-dispatch`.
            if keys.stands("routing-mode") != Some("native") {
                keys.remove(&["tunnel-port"]);
                keys.remove(if modern.native_names_tunnel { &[] } else { &["tunnel-protocol"] });
            }
            keys.set("routing-mode", "native");
            let native = |family| mesh.routing.cidr(family).map(|net| net.value.trunc());
            keys.state("ipv4-native-routing-cidr", native(Family::Ipv4));
            keys.state("ipv6-native-routing-cidr", native(Family::Ipv6));
            return;
        }
    };
    keys.remove(&["ipv4-native-routing-cidr", "ipv6-native-routing-cidr", "tunnel-port"]);
    keys.set("routing-mode", "tunnel");
    keys.set("tunnel-protocol", protocol);
    keys.state("tunnel-port", mesh.routing.port.as_ref().map(|port| port.value));
}

fn addresses(cluster: &Cluster, keys: &mut Keys<'_>) {
    let nets = |family| {
        cluster.pod_cidrs.iter().map(|net| net.value).filter(move |net| Family::of(net) == family).collect::<Vec<_>>()
    };
    if !cluster.pod_cidrs.is_empty() {
        keys.state("enable-ipv4", Some(!nets(Family::Ipv4).is_empty()));
        keys.state("enable-ipv6", Some(!nets(Family::Ipv6).is_empty()));
    }
    let stated = cluster.ipam.as_ref().map(|ipam| ipam.mode.value);
    keys.state("ipam", stated.map(IpamMode::name));
    let of_base = keys.stands("ipam").unwrap_or(IpamMode::ClusterPool.name()).to_string();
    let mode = stated.map_or(of_base.as_str(), |mode| mode.name());
    for family in Family::ALL {
        let (nets, pool) = (nets(family), pool_keys(family));
        if mode == IpamMode::ClusterPool.name() && !nets.is_empty() {
            keys.set(pool.cidr, &joined(&nets));
            let mask = cluster.ipam.as_ref().and_then(|ipam| ipam.mask(family)).map(|mask| mask.value);
            keys.state_or(pool.mask_size, mask, &default_node_mask(family).to_string());
        } else if stated.is_some() || mode == IpamMode::ClusterPool.name() {
            keys.remove(&[pool.cidr, pool.mask_size]);
        }
    }
}

/// The ranges as agents read them: one text, with blanks between.
fn joined(nets: &[IpNet]) -> String {
    nets.iter().map(|net| net.trunc().to_string()).collect::<Vec<_>>().join(" ")
}

/// The keys of the pool of a family.
pub struct PoolKeys {
    cidr: &'static str,
    pub mask_size: &'static str,
}

/// The keys of the pool of a family.
pub const fn pool_keys(family: Family) -> PoolKeys {
    match family {
        Family::Ipv4 => PoolKeys { cidr: "cluster-pool-ipv4-cidr", mask_size: "cluster-pool-ipv4-mask-size" },
        Family::Ipv6 => PoolKeys { cidr: "cluster-pool-ipv6-cidr", mask_size: "cluster-pool-ipv6-mask-size" },
    }
}

fn encryption(mesh: &Mesh, keys: &mut Keys<'_>) {
    if mesh.encryption.span.is_none() {
        return;
    }
    match mesh.encryption.kind {
        EncryptionKind::None => keys.remove(&["enable-wireguard", "enable-ipsec", "encrypt-node", "ipsec-key-file"]),
        EncryptionKind::WireGuard => {
            keys.remove(&["enable-ipsec", "encrypt-node", "ipsec-key-file"]);
            keys.set("enable-wireguard", "true");
            keys.state("encrypt-node", mesh.encryption.node.then_some(true));
        }
        EncryptionKind::Ipsec => {
            keys.remove(&["enable-wireguard", "encrypt-node"]);
            keys.set("enable-ipsec", "true");
            keys.state_or("ipsec-key-file", None::<&str>, "/etc/ipsec/keys");
        }
    }
}

fn features(mesh: &Mesh, cluster: &Cluster, modern: &Modern, keys: &mut Keys<'_>) {
    if modern.endpoint_slice_sync {
        keys.state("clustermesh-enable-endpoint-sync", mesh.endpoint_slice_sync.as_ref().map(|stated| stated.value));
    }
    if modern.mcs.is_some() {
        keys.state("clustermesh-enable-mcs-api", mesh.mcs_api.as_ref().map(|stated| stated.value));
    }
    if let Some(own) = modern.policy_default_local_cluster {
        // Explicit, for what a release takes it for changes from 1.18 to 1.19.
        let settled = mesh.policy_default_local_cluster(own);
        let is_decided = mesh.policy_default_local_cluster.is_some() || settled != own;
        keys.state_or("policy-default-local-cluster", is_decided.then_some(settled), &own.to_string());
    }
    if cluster.kube_proxy_replacement.as_ref().is_some_and(|stated| stated.value) {
        // What they would say is part of it.
        keys.remove(&["enable-external-ips", "enable-host-port", "enable-node-port"]);
    }
    keys.state("kube-proxy-replacement", cluster.kube_proxy_replacement.as_ref().map(|stated| stated.value));
    keys.state("enable-host-firewall", cluster.host_firewall.as_ref().map(|stated| stated.value));
    if let Some(chaining) = &cluster.chaining {
        keys.set("cni-chaining-mode", &chaining.value);
        // Otherwise the agent puts the configuration of the plugin that it is chained to aside.
        keys.set("cni-exclusive", "false");
    }
    if cluster.ipam.as_ref().is_some_and(|ipam| ipam.mode.value == IpamMode::DelegatedPlugin) {
        // Agents do not start with both (`checkIPAMDelegatedPlugin` in `pkg/option/config.go`).
        keys.set("enable-endpoint-health-checking", "false");
    }
}
