#![doc = include_str!("node_port_out_of_range.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::{NODE_PORTS, apiserver, free_node_ports};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{APISERVER_NODE_PORT, APISERVER_PORT, Cluster, ServiceType};
use crate::settings::merged::Merged;
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-port-out-of-range",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("node_port_out_of_range.md"),
};

/// Looks for node ports that Kubernetes does not allocate, or agents do not serve. The port of the Service
/// itself is another rule's business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let free = free_node_ports(case.mesh).next().unwrap_or(APISERVER_NODE_PORT);
    for (span, clusters) in by_place(case.mesh, |cluster| Some(outside(cluster)?.span)) {
        let Some(port) = clusters.first().and_then(|cluster| outside(cluster)) else { continue };
        let message = format!("node port {} of {} is outside the range of Kubernetes", port.value, names(&clusters));
        let label = format!("must be from {} to {}", NODE_PORTS.start(), NODE_PORTS.end());
        let help = format!("use a port in that range, such as `port={free}`");
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
    let all = case.clusters().filter(|(cluster, _)| outside(cluster).is_none());
    found.0.extend(all.filter_map(|(cluster, settled)| unserved(&Merged::of(case.mesh, cluster, settled)?)));
}

fn outside(cluster: &Cluster) -> Option<&Spanned<u16>> {
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    let port = apiserver.port.value()?;
    (port.value != APISERVER_PORT && !NODE_PORTS.contains(&port.value)).then_some(port)
}

/// A node port that agents do not serve, as they look for Services in another range.
fn unserved(merged: &Merged<'_>) -> Option<Diagnostic> {
    let cluster = merged.cluster();
    let apiserver = apiserver(cluster).filter(|apiserver| apiserver.service.value == ServiceType::NodePort)?;
    let port = apiserver.port.get().copied().unwrap_or(APISERVER_NODE_PORT);
    let range = merged.stated_flag("node-port-range").filter(|_| merged.is_on("kube-proxy-replacement"))?;
    let (low, high) = range.text.split_once(',')?;
    let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
    if (low..=high).contains(&port) || low > high {
        return None;
    }
    let message = format!("agents of {} do not serve node port {port}", names(&[cluster]));
    let diagnostic = RULE.at(range.span()?, format!("only from {low} to {high}"), message);
    let place = apiserver.port.span().unwrap_or(apiserver.service.span);
    let help = "set it to kube-apiserver's range, and use a port in that range";
    Some(about(diagnostic.label(place, format!("node port {port}")).help(help), &[cluster]))
}
