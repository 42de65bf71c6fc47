#![doc = include_str!("routing_unfit_for_family.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::native::proposal;
use crate::model::Cluster;
use crate::release::{self, Ipv6Tunnel, Release};

/// The rule.
pub static RULE: Rule = Rule {
    name: "routing-unfit-for-family",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("routing_unfit_for_family.md"),
};

/// Looks for clusters with IPv6 alone whose release has no tunnel over it.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mesh = case.mesh;
    let clusters: Vec<&Cluster> = mesh.clusters.iter().filter(|cluster| is_unfit(cluster)).collect();
    let Some(first) = clusters.first().filter(|_| mesh.routing.is_tunnel()) else { return };
    let name = first.release().map(Release::name).unwrap_or_default();
    let message =
        format!("pods of {} have IPv6 addresses only, and tunnels of Cilium {name} go over IPv4", names(&clusters));
    let mut diagnostic = match mesh.routing.span {
        Some(routing) => RULE.at(routing, "a tunnel", message),
        None => RULE.at(mesh.span, "a tunnel by default", message),
    };
    for cluster in clusters.iter().take(2) {
        if let Some(net) = cluster.pod_cidrs.first() {
            diagnostic = diagnostic.label(net.span, format!("pods of `{}`: {}", cluster.name.value, net.value));
        }
    }
    let later = release::first_modern(|modern| modern.ipv6_tunnel != Ipv6Tunnel::Never).map(Release::name);
    let native = format!("write `routing \"native\"` in `mesh`, and {}", proposal(mesh, Family::Ipv6));
    let help = match later {
        Some(later) => format!("{native}; or run Cilium {later} or later"),
        None => native,
    };
    found.push(about(diagnostic.help(help), &clusters));
}

fn is_unfit(cluster: &Cluster) -> bool {
    let never = cluster.modern().is_some_and(|modern| modern.ipv6_tunnel == Ipv6Tunnel::Never);
    let pods = &cluster.pod_cidrs;
    let is_known = never && !pods.is_empty() && !pods.is_broken();
    is_known && pods.iter().all(|net| Family::of(&net.value) == Family::Ipv6)
}
