#![doc = include_str!("wireguard_with_node_port.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::model::{Cluster, EncryptionKind, Mesh, ServiceType};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wireguard-with-node-port",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("wireguard_with_node_port.md"),
};

/// Looks for clusters whose first connection may wait for a tunnel that waits for the connection.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if case.mesh.encryption.kind() == EncryptionKind::WireGuard && case.mesh.routing.is_tunnel() {
        for cluster in &case.mesh.clusters {
            found.0.extend(waits(case.mesh, cluster).map(|finding| finding.about(&cluster.name.value)));
        }
    }
}

fn waits(mesh: &Mesh, cluster: &Cluster) -> Option<Diagnostic> {
    let apiserver = apiserver(cluster)?;
    let replaces = cluster.kube_proxy_replacement.value().filter(|stated| stated.value)?;
    let firewall = cluster.host_firewall.value().filter(|stated| stated.value).map(|stated| stated.span);
    let encrypts_nodes = mesh.encryption.node.get() == Some(&true);
    let cause = if encrypts_nodes { mesh.encryption.span } else { firewall }?;
    if mesh.caches(cluster) || mesh.kvstoremesh.is_broken() || apiserver.service.value == ServiceType::ClusterIp {
        return None;
    }
    let what = if encrypts_nodes { "node traffic is encrypted" } else { "the host firewall is on" };
    let with = if encrypts_nodes { "" } else { "with the host firewall " };
    let message =
        format!("agents may never reach a peer: {with}WireGuard blocks their way to a NodePort or a load balancer");
    let diagnostic = RULE.at(cause, what, message).label(replaces.span, "and Cilium replaces kube-proxy");
    Some(diagnostic.label(apiserver.service.span, "peers connect here").help("write `kvstoremesh #true` in `mesh`"))
}
