#![doc = include_str!("routing_unfit_for_ipam.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::native::{needs_range, proposal};
use crate::model::{Cluster, Ipam, IpamMode};
use crate::settings::merged::Merged;
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "routing-unfit-for-ipam",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("routing_unfit_for_ipam.md"),
};

/// Looks for clusters whose pods get addresses of the cloud's network while the mesh uses a tunnel.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if !case.mesh.routing.is_tunnel() {
        return;
    }
    for (span, clusters) in by_place(case.mesh, |cluster| Some(cloud(cluster)?.span)) {
        let Some(ipam) = clusters.first().and_then(|cluster| cloud(cluster)) else { continue };
        let message = format!("`ipam {:?}` of {} needs native routing", ipam.value.mode.name(), names(&clusters));
        let diagnostic = RULE.at(span, "pods get addresses of the cloud's network", message);
        let diagnostic = match case.mesh.routing.span {
            Some(routing) => diagnostic.label(routing, "the mesh uses a tunnel"),
            None => diagnostic.label(case.mesh.span, "the mesh uses a tunnel by default"),
        };
        let mut merged = case.clusters().filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled));
        let is_needed = merged.any(|merged| needs_range(case.mesh, &merged, Family::Ipv4));
        let cidr = if is_needed { format!(", and {}", proposal(case.mesh, Family::Ipv4)) } else { String::new() };
        found.push(about(diagnostic.help(format!("write `routing \"native\"` in `mesh`{cidr}")), &clusters));
    }
}

/// An IPAM that Cilium documents with native routing only (Documentation/network/concepts/ipam).
fn cloud(cluster: &Cluster) -> Option<&Spanned<Ipam>> {
    let is_cloud = |mode| matches!(mode, IpamMode::Eni | IpamMode::Azure | IpamMode::AlibabaCloud);
    let ipam = cluster.ipam.value().filter(|ipam| is_cloud(ipam.value.mode));
    ipam.filter(|_| cluster.modern().is_some())
}
