#![doc = include_str!("duplicate_context.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names, shown};
use crate::model::Cluster;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-context",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("duplicate_context.md"),
};

/// Looks for contexts that several clusters have, and under Argo CD for those that are the names of other
/// clusters without one.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_meant = |cluster: &&Cluster| {
        let by_name = case.mesh.deliveries.argocd.get().is_some() && cluster.context.is_nothing();
        cluster.context.value().is_some() || by_name
    };
    let mut owners: BTreeMap<&str, Vec<&Cluster>> = BTreeMap::new();
    for cluster in case.mesh.clusters.iter().filter(is_meant) {
        owners.entry(&cluster.destination().value).or_default().push(cluster);
    }
    for (context, clusters) in owners {
        // Two names that are equal are wrong by themselves.
        let distinct: BTreeSet<&str> = clusters.iter().map(|cluster| cluster.name.value.as_str()).collect();
        let [first, .., last] = clusters.as_slice() else { continue };
        if distinct.len() < 2 {
            continue;
        }
        let message = format!("{} are reached through the same context, {}", names(&clusters), shown(context));
        let places: BTreeSet<Span> = clusters.iter().map(|cluster| cluster.destination().span).collect();
        let mut diagnostic = match places.len() {
            // `defaults` set it for all.
            1 => RULE.at(last.destination().span, "the context of all of them", message),
            _ => RULE.at(last.destination().span, "used again here", message),
        };
        for place in places.iter().filter(|place| **place != last.destination().span).take(2) {
            let text = if *place == first.destination().span { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(*place, text);
        }
        let help = "give each cluster its own context";
        found.push(about(diagnostic.help(help), &clusters));
    }
}
