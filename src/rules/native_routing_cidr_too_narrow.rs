#![doc = include_str!("native_routing_cidr_too_narrow.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::native::{masquerades, pods, proposal};
use crate::model::{Cluster, RoutingMode};
use crate::source::Spanned;
use ipnet::IpNet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "native-routing-cidr-too-narrow",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("native_routing_cidr_too_narrow.md"),
};

/// Looks for pods outside of the range that the network routes, where a peer of theirs masquerades.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cidr in case.mesh.routing.cidrs().filter(|_| case.mesh.routing.mode() == RoutingMode::Native) {
        let family = Family::of(&cidr.value);
        let hides = |cluster: &&Cluster| cluster.modern().is_some() && masquerades(cluster, family);
        let hiding: Vec<&Cluster> = case.mesh.clusters.iter().filter(hides).collect();
        let meets = |cluster: &Cluster| {
            hiding.iter().any(|other| std::ptr::eq(*other, cluster) || case.mesh.connects(other, cluster))
        };
        let modern = case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some() && meets(cluster));
        let outside =
            |cluster| pods(cluster, family).into_iter().find(|net| !address::contains(&cidr.value, &net.value));
        let left_out: Vec<(&Cluster, &Spanned<IpNet>)> =
            modern.filter_map(|cluster| Some((cluster, outside(cluster)?))).collect();
        let clusters: Vec<&Cluster> = left_out.iter().map(|(cluster, _)| *cluster).collect();
        if clusters.is_empty() {
            continue;
        }
        let net = cidr.value.trunc();
        let message = format!("native routing CIDR {net} leaves out pods of {}", names(&clusters));
        let mut diagnostic = RULE.at(cidr.span, "not all pods", message);
        for (cluster, net) in left_out.iter().take(2) {
            diagnostic = diagnostic.label(net.span, format!("pods of `{}`: {}", cluster.name.value, net.value));
        }
        found.push(about(diagnostic.help(format!("use {}", proposal(case.mesh, family))), &clusters));
    }
}
