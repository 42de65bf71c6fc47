#![doc = include_str!("shared_node_port.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{NODE_PORTS, apiserver, free_node_ports};
use crate::facts::clusters::{FEW, about, names};
use crate::model::{Cluster, ServiceType};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-node-port",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("shared_node_port.md"),
};

/// Looks for peers with one node port, where one of them would take the other's for its own: one finding for
/// each port.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut ports: BTreeMap<u16, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        if let Some(port) = node_port(cluster) {
            ports.entry(port).or_default().push(cluster);
        }
    }
    let mut free = free_node_ports(case.mesh);
    for (port, clusters) in ports {
        let meets = |one: &Cluster| {
            clusters.iter().any(|two| case.mesh.connects(one, two) && (is_confused(one) || is_confused(two)))
        };
        let sharers: Vec<&Cluster> = clusters.iter().copied().filter(|cluster| meets(cluster)).collect();
        let Some((last, others)) = sharers.split_last().filter(|(_, others)| !others.is_empty()) else { continue };
        let message = format!("{} have the same node port, {port}", names(&sharers));
        let is_one_place = sharers.iter().all(|cluster| place(cluster) == place(last));
        let label = if is_one_place { "one port for all of them" } else { "used again here" };
        let mut diagnostic = RULE.at(place(last), label, message);
        for (index, cluster) in others.iter().take(2).enumerate().filter(|(_, other)| place(other) != place(last)) {
            let what = if index == 0 { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(place(cluster), what);
        }
        let replaces = |cluster: &Cluster| cluster.kube_proxy_replacement.value().is_some_and(|it| it.value);
        if !sharers.iter().any(|cluster| is_confused(cluster) && replaces(cluster)) {
            diagnostic = diagnostic.severity(Severity::Warning);
        }
        let others = sharers.iter().skip(1).take(if sharers.len() > FEW + 1 { 1 } else { FEW });
        let ways: Vec<String> =
            others.zip(&mut free).map(|(other, free)| format!("`port={free}` in `{}`", other.name.value)).collect();
        let more = if sharers.len() > FEW + 1 { ", and so on" } else { "" };
        found.push(about(diagnostic.help(format!("give each its own: {}{more}", ways.join(", "))), &sharers));
    }
}

/// Whether agents of a cluster take a peer's node port for that of their own cluster.
fn is_confused(cluster: &Cluster) -> bool {
    let replaces = cluster.kube_proxy_replacement.value().is_none_or(|replaces| replaces.value);
    let release = cluster.release().zip(cluster.version.get());
    replaces && release.is_some_and(|(release, version)| release.confuses_node_ports(*version))
}

/// Its node port. One that no node has is a defect of its own.
fn node_port(cluster: &Cluster) -> Option<u16> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    Some(apiserver.peer_port()).filter(|_| !apiserver.port.is_broken()).filter(|port| NODE_PORTS.contains(port))
}

fn place(cluster: &Cluster) -> Span {
    let stated = cluster.apiserver.get().map(|it| it.port.value().map_or(it.service.span, |port| port.span));
    stated.unwrap_or(cluster.name.span)
}
