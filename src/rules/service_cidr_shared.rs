#![doc = include_str!("service_cidr_shared.md")]

use super::apiservers::apiserver;
use super::connected::Connections;
use super::ranges::{Kind, Range, clashes};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Mesh, ServiceType};
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-cidr-shared",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("service_cidr_shared.md"),
};

/// Looks for Services of peers that have addresses in common: an error where peers connect to one of these addresses.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let connections = Connections::of(mesh);
    let is_modern = |range: &Range<'_>| range.cluster().is_some_and(|cluster| cluster.modern().is_some());
    let peers = |one: &Range<'_>, two: &Range<'_>| {
        one.cluster().zip(two.cluster()).is_some_and(|(one, two)| connections.connect(one, two))
    };
    let exposed = mesh.clusters.iter().filter(|cluster| {
        apiserver(cluster).is_some_and(|apiserver| apiserver.service.value == ServiceType::ClusterIp)
    });
    let exposed: BTreeSet<&str> = exposed.map(|cluster| cluster.name.value.as_str()).collect();
    let shared = |one: &Range<'_>, two: &Range<'_>| is_modern(one) && is_modern(two) && peers(one, two);
    for mut diagnostic in clashes(&RULE, mesh, &[Kind::Services], shared) {
        if diagnostic.clusters.iter().any(|name| exposed.contains(name.as_str())) {
            diagnostic = diagnostic.severity(Severity::Error);
        } else if let Some(help) = &diagnostic.help {
            let help = format!("{help}; or `allow` this, where nobody routes to Services of another cluster");
            diagnostic = diagnostic.help(help);
        }
        found.push(diagnostic);
    }
}
