#![doc = include_str!("native_routing_cidr_too_wide.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::reaches;
use crate::facts::native::{cover, pods, property};
use crate::facts::ranges::{Kind, collect, names, pool};
use crate::model::{Mesh, RoutingMode};
use crate::source::Span;
use ipnet::IpNet;

/// Who has addresses, what they are, their place, and the addresses.
type Swallowed<'m> = (&'m str, &'static str, Span, IpNet);

/// The rule.
pub static RULE: Rule = Rule {
    name: "native-routing-cidr-too-wide",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("native_routing_cidr_too_wide.md"),
};

/// Looks for addresses of others in the range that the network routes. In a VPC pods and nodes have one
/// range.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let modern = || case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some());
    let is_vpc = modern().any(|cluster| cluster.ipam_mode().takes_node_addresses() || cluster.is_chained_to_vpc());
    let is_unknown = modern().any(|cluster| {
        let is_broken = cluster.ipam.is_broken() || cluster.pod_cidrs.is_broken();
        is_broken || Family::ALL.iter().all(|family| pods(cluster, *family).is_empty())
    });
    if case.mesh.routing.mode() != RoutingMode::Native || is_vpc || is_unknown {
        return;
    }
    for cidr in case.mesh.routing.cidrs() {
        let family = Family::of(&cidr.value);
        let Some(cover) = cover(case.mesh, family) else { continue };
        // Later clusters have their blocks in the pool.
        let pool = pool(case.mesh, &cover).filter(|pool| address::overlap(&pool.net.value, &cover));
        let Some(smaller) = address::cover(&[cover, pool.map_or(cover, |pool| pool.net.value)]) else { continue };
        let is_swallowed = |net: &IpNet| address::overlap(&cidr.value, net);
        let all: Vec<Swallowed<'_>> = others(case.mesh).into_iter().filter(|(.., net)| is_swallowed(net)).collect();
        let Some((_, what, ..)) = all.first().filter(|_| address::contains(&cidr.value, &smaller)) else { continue };
        let (_, owners) = names(all.iter().map(|(name, ..)| *name));
        let message = format!("native routing CIDR {} also contains {what} of {owners}", cidr.value.trunc());
        let mut diagnostic = RULE.at(cidr.span, "contains more than pods", message);
        for (name, what, span, net) in all.iter().take(2) {
            diagnostic = diagnostic.label(*span, format!("{what} of `{name}`: {net}"));
        }
        let is_cluster = |name: &&str| case.mesh.clusters.iter().any(|cluster| cluster.name.value == **name);
        let clusters = all.iter().map(|(name, ..)| *name).filter(is_cluster);
        diagnostic = clusters.fold(diagnostic, |diagnostic, name| diagnostic.about(name));
        let is_avoidable = all.iter().all(|(.., net)| !address::overlap(&smaller, net));
        found.push(diagnostic.help(if is_avoidable {
            format!("use `{}=\"{}\"`, which contains all pods", property(family), smaller.trunc())
        } else {
            "no single range contains all pods and leaves them out: write `allow \"native-routing-cidr-too-wide\" \
             reason=\"…\"` in `mesh` if pods may reach them without masquerading"
                .to_string()
        }));
    }
}

/// Addresses that are no pod's.
fn others(mesh: &Mesh) -> Vec<Swallowed<'_>> {
    let ranges = collect(mesh, &[Kind::Network, Kind::Nodes]).into_iter().map(|range| {
        let what = if range.kind == Kind::Nodes { "nodes" } else { "hosts" };
        (range.name(), what, range.span, range.net)
    });
    let endpoints = mesh.clusters.iter().flat_map(|cluster| {
        let of = move |it: crate::facts::apiservers::Reach<'_>| {
            Some((cluster.name.value.as_str(), "the endpoint", it.span, it.net()?))
        };
        reaches(cluster).into_iter().filter_map(of)
    });
    ranges.chain(endpoints).collect()
}
