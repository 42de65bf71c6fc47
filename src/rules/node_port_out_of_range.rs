#![doc = include_str!("node_port_out_of_range.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{NODE_PORTS, apiserver, free_node_ports};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{APISERVER_NODE_PORT, APISERVER_PORT, Cluster, ServiceType};
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-port-out-of-range",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("node_port_out_of_range.md"),
};

/// Looks for node ports that Kubernetes does not allocate. The port of the Service itself is another rule's
/// business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let free = free_node_ports(case.mesh).next().unwrap_or(APISERVER_NODE_PORT);
    for (span, clusters) in by_place(case.mesh, |cluster| Some(outside(cluster)?.span)) {
        let Some(port) = clusters.first().and_then(|cluster| outside(cluster)) else { continue };
        let message = format!("Kubernetes gives {} no node port {}", names(&clusters), port.value);
        let label = format!("not from {} to {}", NODE_PORTS.start(), NODE_PORTS.end());
        let help = format!("use a port of that range, such as `port={free}`");
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
}

fn outside(cluster: &Cluster) -> Option<&Spanned<u16>> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    let port = apiserver.port.value()?;
    (port.value != APISERVER_PORT && !NODE_PORTS.contains(&port.value)).then_some(port)
}
