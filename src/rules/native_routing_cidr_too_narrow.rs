#![doc = include_str!("native_routing_cidr_too_narrow.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
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

/// What leaves pods out: in it, pods keep their address.
#[derive(Clone, Copy)]
enum Within {
    /// The native routing CIDR.
    Range(IpNet),
    /// The ranges of the ip-masq-agent.
    List,
}

/// What leaves pods out, and the clusters whose pods these are.
type Narrow<'m> = (Within, Vec<&'m Cluster>);

/// Looks for pods outside of the ranges in which a peer of theirs lets its own keep their address.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if case.mesh.routing.mode() != RoutingMode::Native {
        return;
    }
    for family in Family::ALL {
        let narrow = narrow(case, family).into_iter().filter(|(_, (_, clusters))| !clusters.is_empty());
        found.0.extend(narrow.map(|(span, narrow)| finding(case.mesh, family, (span, narrow))));
    }
}

/// The ranges of a family that leave out pods of some cluster, by their places.
fn narrow<'m>(case: &Case<'m>, family: Family) -> BTreeMap<Span, Narrow<'m>> {
    let mut places: BTreeMap<Span, Narrow<'_>> = BTreeMap::new();
    for (cluster, settled) in case.clusters() {
        let Some(merged) = Merged::of(case.mesh, cluster, settled) else { continue };
        // A range that is broken is not one that leaves somebody out.
        if case.mesh.routing.cidr(family).is_broken() || !masquerades(&merged, family) {
            continue;
        }
        let (settled, within, nets) = match kept(&merged, family) {
            Kept::Range(settled, net) => (settled, Within::Range(net.trunc()), vec![net]),
            Kept::List(settled, nets) => (settled, Within::List, nets),
            Kept::Vpc | Kept::Nowhere | Kept::Unknown => continue,
        };
        let span = settled.span().unwrap_or(cluster.name.span);
        // In a full mesh all clusters with one place leave out the same.
        if case.mesh.is_full() && places.contains_key(&span) {
            continue;
        }
        let nets: Vec<IpNet> = nets.iter().map(IpNet::trunc).collect();
        let (_, clusters) = places.entry(span).or_insert((within, Vec::new()));
        for other in left_out(case.mesh, cluster, family, &IpNet::aggregate(&nets)) {
            if !clusters.iter().any(|known| std::ptr::eq(*known, other)) {
                clusters.push(other);
            }
        }
    }
    places
}

fn finding(mesh: &Mesh, family: Family, (span, (within, clusters)): (Span, Narrow<'_>)) -> Diagnostic {
    let clusters = in_order(mesh, &clusters);
    let what = match within {
        Within::Range(net) => format!("native routing CIDR {net} leaves"),
        Within::List => "the ranges of the ip-masq-agent leave".to_string(),
    };
    let mut diagnostic = RULE.at(span, "does not contain all pods", format!("{what} out pods of {}", names(&clusters)));
    for cluster in clusters.iter().take(2) {
        if let Some(net) = pods(cluster, family).first() {
            diagnostic = diagnostic.label(net.span, format!("pods of `{}`: {}", cluster.name.value, net.value));
        }
    }
    about(diagnostic.help(advice(mesh, family, within)), &clusters)
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

fn advice(mesh: &Mesh, family: Family, within: Within) -> String {
    if let Within::Range(_) = within {
        return format!("use {}", proposal(mesh, family));
    }
    let all = mesh.clusters.iter().flat_map(|cluster| pods(cluster, family)).map(|net| net.value.trunc());
    let all: Vec<String> = IpNet::aggregate(&all.collect()).iter().map(|net| format!("\"{net}\"")).collect();
    format!("list the pods of every cluster: {}", many(&all))
}
