#![doc = include_str!("unresolvable_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::reaches;
use crate::facts::clusters::{about, by_place, names, shown};
use crate::facts::endpoints::{endpoints, is_known_to_docker, is_of_kops, only_local};
use crate::model::{Cluster, KIND, Mesh};
use crate::source::Span;
use std::net::IpAddr;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unresolvable-endpoint",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("unresolvable_endpoint.md"),
};

/// Looks for endpoints at names and addresses that mean nothing, or something else, in another cluster.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| place(cluster, &local(cluster))) {
        let Some(cluster) = clusters.first() else { continue };
        let all = local(cluster);
        let are_under_docker = |cluster: &&Cluster| peers_are_under_docker(case.mesh, cluster);
        let is_known_there = all.iter().all(|(_, why, _)| *why == OF_DOCKER) && clusters.iter().all(are_under_docker);
        let mut all = all.into_iter();
        let Some((at, why, host)) = all.next() else { continue };
        let what = if reaches(cluster).iter().any(|reach| reach.span == at) { "" } else { "the etcd of " };
        let verb = if is_known_there { "reach" } else { "cannot reach" };
        let end = if is_known_there { " on this machine only" } else { "" };
        let message = format!("peers {verb} {what}{} at {}{end}", names(&clusters), shown(&host));
        let mut diagnostic = RULE.at(span, why, message);
        for (span, why, _) in all.filter(|(other, ..)| *other != at).take(2) {
            diagnostic = diagnostic.label(span, why);
        }
        if is_known_there {
            diagnostic = diagnostic.severity(Severity::Warning);
        }
        let help = if is_of_kops(cluster, at) {
            "create the cluster with a name in a DNS zone: names that end in `.k8s.local` stay in the cluster"
        } else {
            "write a DNS name or an address that nodes of every cluster can reach"
        };
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// Endpoints that mean nothing elsewhere, each with its place and why. Where a clustermesh-apiserver has an
/// address instead of a name, or each host's own name, it is another rule's business.
fn local(cluster: &Cluster) -> Vec<(Span, &'static str, String)> {
    let etcd = endpoints(cluster).map(|endpoint| (endpoint.span, endpoint.host));
    let is_name = |host: &str| host.parse::<IpAddr>().is_err() && host != "localhost";
    let of_apiserver = reaches(cluster).into_iter().filter(|reach| is_name(&reach.host));
    let all = etcd.chain(of_apiserver.map(|reach| (reach.span, reach.host)));
    let why = |host: &str| if is_known_to_docker(cluster, host) { Some(OF_DOCKER) } else { only_local(host) };
    all.filter_map(|(span, host)| Some((span, why(&host)?, host))).collect()
}

/// Why: kind's nodes are containers, which resolve each other's names by Docker's resolver.
const OF_DOCKER: &str = "a name that only Docker resolves";

/// Whether all who connect to a cluster are, as far as it is known, containers of the same Docker.
fn peers_are_under_docker(mesh: &Mesh, cluster: &Cluster) -> bool {
    let mut peers = mesh.clusters.iter().filter(|peer| mesh.connects(cluster, peer));
    peers.all(|peer| peer.platform.value().is_none_or(|platform| platform.value.name == KIND))
}

/// The place of the first one, or of the kops name that it is made from.
fn place(cluster: &Cluster, local: &[(Span, &str, String)]) -> Option<Span> {
    let (span, ..) = local.first()?;
    let name = cluster.kops.get().map(|kops| kops.name.span);
    Some(if is_of_kops(cluster, *span) { name.unwrap_or(*span) } else { *span })
}
