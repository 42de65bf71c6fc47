//! How packets of pods travel: routing, encryption, addresses, and what Cilium shares the node with.

use super::Values;
use crate::address::Family;
use crate::model::{Cluster, EncryptionKind, IpamMode, Mesh, RoutingMode, default_node_mask};
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
    let cidr = |family| mesh.routing.cidr(family).map(|net| net.value.trunc().to_string());
    values.set("ipv4NativeRoutingCIDR", cidr(Family::Ipv4));
    values.set("ipv6NativeRoutingCIDR", cidr(Family::Ipv6));
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
    let nets = |family| {
        let nets = cluster.pod_cidrs.iter().map(|net| net.value.trunc());
        nets.filter(|net| Family::of(net) == family).collect::<Vec<IpNet>>()
    };
    let (ipv4, ipv6) = (nets(Family::Ipv4), nets(Family::Ipv6));
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
            for (family, nets) in [(Family::Ipv4, &ipv4), (Family::Ipv6, &ipv6)] {
                if !nets.is_empty() {
                    let name = family.name();
                    values.set(&format!("ipam.operator.clusterPool{name}PodCIDRList"), texts(nets));
                    let mask = Some(cluster.node_mask(family)).filter(|mask| *mask != default_node_mask(family));
                    values.set(&format!("ipam.operator.clusterPool{name}MaskSize"), mask);
                }
            }
        }
        IpamMode::MultiPool => {
            for (name, family, nets) in [("ipv4", Family::Ipv4, &ipv4), ("ipv6", Family::Ipv6, &ipv6)] {
                if !nets.is_empty() {
                    let pool = json!({ "cidrs": texts(nets), "maskSize": cluster.node_mask(family) });
                    values.set(&format!("ipam.operator.autoCreateCiliumPodIPPools.default.{name}"), pool);
                }
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
