#![doc = include_str!("endpoint_port_mismatch.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{NODE_PORTS, apiserver, free_node_ports};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{APISERVER_NODE_PORT, APISERVER_PORT, Apiserver, ServiceType};
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "endpoint-port-mismatch",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("endpoint_port_mismatch.md"),
};

/// Looks for the port of one type of Service in another.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| Some(wrong(apiserver(cluster)?)?.span)) {
        let Some(apiserver) = clusters.first().and_then(|cluster| apiserver(cluster)) else { continue };
        let (port, kind) = (apiserver.peer_port(), apiserver.service.value);
        let message = format!("port {port} of {} does not fit a Service of type {}", names(&clusters), kind.name());
        let (label, help) = match kind {
            ServiceType::NodePort => {
                let is_free = free_node_ports(case.mesh).next().unwrap_or(APISERVER_NODE_PORT);
                (
                    "nodes do not listen on the port of the Service",
                    format!("write the node port, such as `port={is_free}`"),
                )
            }
            ServiceType::LoadBalancer if !NODE_PORTS.contains(&port) => (
                "not the Service's port",
                format!(
                    "remove it: the Service has port {APISERVER_PORT}; or, if a proxy maps the port, name it with `address`"
                ),
            ),
            ServiceType::LoadBalancer => (
                "a node port",
                format!("remove it: the Service has port {APISERVER_PORT}; or write `apiserver \"NodePort\"`"),
            ),
            ServiceType::ClusterIp => {
                ("not the Service's port", format!("remove it: the Service has port {APISERVER_PORT}"))
            }
        };
        let diagnostic = RULE.at(span, label, message).label(apiserver.service.span, "the type of the Service");
        found.push(about(diagnostic.help(help), &clusters));
    }
}

fn wrong(apiserver: &Apiserver) -> Option<&Spanned<u16>> {
    let port = apiserver.port.value()?;
    let is_wrong = match apiserver.service.value {
        ServiceType::NodePort => port.value == APISERVER_PORT,
        // Behind a name may be a proxy with a port of its own; the address is the load balancer's.
        ServiceType::LoadBalancer if apiserver.ips.is_empty() => NODE_PORTS.contains(&port.value),
        // Nothing is between peers and the Service, which has one port in every chart.
        ServiceType::LoadBalancer | ServiceType::ClusterIp => port.value != APISERVER_PORT,
    };
    is_wrong.then_some(port)
}
