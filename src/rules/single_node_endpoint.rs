#![doc = include_str!("single_node_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{FEW, about, by_place, names};
use crate::model::{Cluster, ServiceType};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "single-node-endpoint",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("single_node_endpoint.md"),
};

/// Looks for clusters that peers reach through one node.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places = by_place(case.mesh, |cluster| only_node(cluster).filter(|_| !case.mesh.peers(cluster).is_empty()));
    // One address for several clusters is another rule's business.
    places.retain(|(_, clusters)| clusters.len() == 1);
    let together = if places.len() > FEW { places.len() } else { 1 };
    for places in places.chunks(together) {
        let Some(((last, of_last), others)) = places.split_last() else { continue };
        let clusters: Vec<&Cluster> =
            others.iter().flat_map(|(_, clusters)| clusters).chain(of_last).copied().collect();
        let message = format!("peers reach {} through a single node", names(&clusters));
        let mut diagnostic = RULE.at(*last, "one node's address", message);
        for (span, _) in others.iter().take(2) {
            diagnostic = diagnostic.label(*span, "here too");
        }
        let help = "add addresses of more nodes, or use `address` with a name that follows the nodes";
        found.push(about(diagnostic.help(help), &clusters));
    }
}

fn only_node(cluster: &Cluster) -> Option<Span> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    match &apiserver.ips[..] {
        [one] if apiserver.address.is_nothing() && !apiserver.ips.is_broken() => Some(one.span),
        _ => None,
    }
}
