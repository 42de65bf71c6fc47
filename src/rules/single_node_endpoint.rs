#![doc = include_str!("single_node_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::clusters::{by_place, shown};
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
    let place = |cluster: &Cluster| only_node(cluster).filter(|_| !case.mesh.peers(cluster).is_empty());
    for (span, clusters) in by_place(case.mesh, place) {
        // One address for several clusters is another rule's business.
        let [cluster] = clusters.as_slice() else { continue };
        let message = format!("peers reach cluster {} through a single node", shown(&cluster.name.value));
        let help = "add addresses of more nodes, or use `address` with a DNS name that follows the nodes";
        let diagnostic = RULE.at(span, "one node's address", message).help(help).about(&cluster.name.value);
        found.push(diagnostic.or_together("peers depend on a single node", help));
    }
}

fn only_node(cluster: &Cluster) -> Option<Span> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    match &apiserver.ips[..] {
        [one] if apiserver.address.is_nothing() && !apiserver.ips.is_broken() => Some(one.span),
        _ => None,
    }
}
