#![doc = include_str!("native_routing_cidr_too_narrow.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::native::{Kept, kept, masquerades, pods, proposal};
use crate::model::{Cluster, Mesh, RoutingMode};
use crate::settings::merged::Merged;
use crate::source::{Span, Spanned};
use crate::words::many;
use ipnet::IpNet;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "native-routing-cidr-too-narrow",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("native_routing_cidr_too_narrow.md"),
};

/// What pods keep their address in, as a sentence names it, and the clusters whose pods it leaves out.
type Narrow<'m> = (String, Vec<&'m Cluster>);

/// Looks for pods outside of the ranges in which a peer of theirs lets its own keep their address.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if case.mesh.routing.mode() != RoutingMode::Native {
        return;
    }
    for family in Family::ALL {
        let mut places: BTreeMap<Span, Narrow<'_>> = BTreeMap::new();
        for (cluster, settled) in case.clusters() {
            let Some(merged) = Merged::of(case.mesh, cluster, settled) else { continue };
            // A range that is broken is not one that leaves somebody out.
            if case.mesh.routing.cidr(family).is_broken() || !masquerades(&merged, family) {
                continue;
            }
            let (settled, what, nets) = match kept(&merged, family) {
                Kept::Range(settled, net) => {
                    (settled, format!("native routing CIDR {} leaves", net.trunc()), vec![net])
                }
                Kept::List(settled, nets) => (settled, "the ranges of the ip-masq-agent leave".to_string(), nets),
                Kept::Vpc | Kept::Nowhere | Kept::Unknown => continue,
            };
            let span = settled.span().unwrap_or(cluster.name.span);
            // In a full mesh all clusters with one place leave out the same.
            if case.mesh.is_full() && places.contains_key(&span) {
                continue;
            }
            let nets: Vec<IpNet> = nets.iter().map(IpNet::trunc).collect();
            let (_, clusters) = places.entry(span).or_insert((what, Vec::new()));
            for other in left_out(case.mesh, cluster, family, &IpNet::aggregate(&nets)) {
                if !clusters.iter().any(|known| std::ptr::eq(*known, other)) {
                    clusters.push(other);
                }
            }
        }
        for (span, (what, clusters)) in places.into_iter().filter(|(_, (_, clusters))| !clusters.is_empty()) {
            let clusters = in_order(case.mesh, &clusters);
            let message = format!("{what} out pods of {}", names(&clusters));
            let mut diagnostic = RULE.at(span, "not all pods", message);
            for cluster in clusters.iter().take(2) {
                if let Some(net) = pods(cluster, family).first() {
                    diagnostic = diagnostic.label(net.span, format!("pods of `{}`: {}", cluster.name.value, net.value));
                }
            }
            found.push(about(diagnostic.help(advice(case.mesh, family, &what)), &clusters));
        }
    }
}

/// The clusters with which a cluster is connected, itself among them, that have pods outside of all ranges.
fn left_out<'m>(mesh: &'m Mesh, cluster: &'m Cluster, family: Family, nets: &[IpNet]) -> Vec<&'m Cluster> {
    let is_out = |net: &&Spanned<IpNet>| !nets.iter().any(|own| address::contains(own, &net.value));
    let met = mesh.peers(cluster).into_iter().chain([cluster]).filter(|met| met.modern().is_some());
    met.filter(|met| pods(met, family).iter().any(is_out)).collect()
}

fn in_order<'m>(mesh: &'m Mesh, clusters: &[&'m Cluster]) -> Vec<&'m Cluster> {
    mesh.clusters.iter().filter(|cluster| clusters.iter().any(|known| std::ptr::eq(*known, *cluster))).collect()
}

fn advice(mesh: &Mesh, family: Family, what: &str) -> String {
    if what.starts_with("native") {
        return format!("use {}", proposal(mesh, family));
    }
    let all = mesh.clusters.iter().flat_map(|cluster| pods(cluster, family)).map(|net| net.value.trunc());
    let all: Vec<String> = IpNet::aggregate(&all.collect()).iter().map(|net| format!("\"{net}\"")).collect();
    format!("list the pods of every cluster: {}", many(&all))
}
