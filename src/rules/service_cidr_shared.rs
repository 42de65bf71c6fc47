#![doc = include_str!("service_cidr_shared.md")]

use super::Case;
use crate::address;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::apiservers::apiserver;
use crate::facts::ranges::{Kind, Range, clashes, collect, taken};
use crate::model::{Mesh, ServiceType};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-cidr-shared",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("service_cidr_shared.md"),
};

/// Looks for Services of peers that have addresses in common: an error where peers connect to one of these
/// addresses.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_modern = |range: &Range<'_>| range.cluster().is_some_and(|cluster| cluster.modern().is_some());
    let peers = |one: &Range<'_>, two: &Range<'_>| {
        one.cluster().zip(two.cluster()).is_some_and(|(one, two)| case.mesh.connects(one, two))
    };
    let exposed = case.mesh.clusters.iter().filter(|cluster| {
        apiserver(cluster).is_some_and(|apiserver| apiserver.service.value == ServiceType::ClusterIp)
    });
    let exposed: BTreeSet<&str> = exposed.map(|cluster| cluster.name.value.as_str()).collect();
    let shared = |one: &Range<'_>, two: &Range<'_>| is_modern(one) && is_modern(two) && peers(one, two);
    for mut diagnostic in clashes(&RULE, (case.mesh, case.deployed), &[Kind::Services], shared) {
        let free =
            free(case.mesh, &diagnostic).map_or("a free range".to_string(), |free| format!("the free range {free}"));
        if diagnostic.clusters.iter().any(|name| exposed.contains(name.as_str())) {
            let help =
                format!("expose it otherwise, such as by `apiserver \"LoadBalancer\"`; a new cluster can have {free}");
            diagnostic = diagnostic.severity(Severity::Error).help(help);
        } else {
            let allow =
                "`allow \"service-cidr-shared\" reason=\"nobody routes to Services of another cluster\"` in `mesh`";
            diagnostic =
                diagnostic.help(format!("a cluster keeps its range: write {allow}; a new one can have {free}"));
        }
        found.push(diagnostic);
    }
}

/// A free range of that size, outside of what is to stay free for pods.
fn free(mesh: &Mesh, diagnostic: &Diagnostic) -> Option<IpNet> {
    let place = diagnostic.primary()?.span;
    let range = collect(mesh, &[Kind::Services]).into_iter().find(|range| range.span == place)?;
    let mut taken = taken(mesh, &range.net);
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value));
    taken.extend(mesh.routing.cidrs().map(|net| net.value));
    address::next_free_near(&range.net, &taken, range.net.prefix_len())
}
