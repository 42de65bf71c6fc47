#![doc = include_str!("unresolvable_endpoint.md")]

use super::clusters::{about, by_place, names, shown};
use super::endpoints::{endpoints, is_of_kops, only_local};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unresolvable-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("unresolvable_endpoint.md"),
};

/// Looks for endpoints at names and addresses that mean nothing, or something else, in another cluster.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    for (span, clusters) in by_place(mesh, place) {
        let Some(cluster) = clusters.first() else { continue };
        let mut local = endpoints(cluster).filter_map(|it| Some((it.span, only_local(&it.host)?, it.host)));
        let Some((at, why, host)) = local.next() else { continue };
        let message = format!("peers cannot reach the etcd of {} at {}", names(&clusters), shown(&host));
        let mut diagnostic = RULE.at(span, why, message);
        for (span, why, _) in local.filter(|(other, ..)| *other != at).take(2) {
            diagnostic = diagnostic.label(span, why);
        }
        let help = if is_of_kops(cluster, at) {
            "make the cluster with a name in a DNS zone: names that end in `.k8s.local` stay in the cluster"
        } else {
            "write a DNS name or an address that nodes of every cluster can reach"
        };
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// The first such endpoint, or the kops name that it is made from.
fn place(cluster: &Cluster) -> Option<Span> {
    let span = endpoints(cluster).find(|endpoint| only_local(&endpoint.host).is_some())?.span;
    let name = cluster.kops.as_ref().map(|kops| kops.name.span);
    Some(if is_of_kops(cluster, span) { name.unwrap_or(span) } else { span })
}
