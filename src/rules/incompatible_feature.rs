#![doc = include_str!("incompatible_feature.md")]

use super::bases::{self, gather};
use super::clusters::{about, names};
use super::features::{self, Unfit};
use super::without_effect;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "incompatible-feature",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("incompatible_feature.md"),
};

/// Looks for features that do not work in a mesh, and for what the releases or the bases of clusters do not have.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (Unfit, Vec<&Cluster>)> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for unfit in features::of(cluster).into_iter().chain(without_effect::of(mesh, cluster)) {
            places.entry(unfit.span).or_insert((unfit, Vec::new())).1.push(cluster);
        }
    }
    for (span, (unfit, clusters)) in places {
        let message = format!("{} in {}", unfit.what, names(&clusters));
        found.push(about(RULE.at(span, unfit.label, message).help(unfit.help), &clusters));
    }
    let mut each = Vec::new();
    for used in bases::used(mesh) {
        for (unfit, clusters) in features::of_base(mesh, &used) {
            let diagnostic = RULE.at(unfit.span, unfit.label, unfit.what).label(used.base.span, "this base");
            each.push(about(diagnostic.help(unfit.help), &clusters));
        }
    }
    found.0.extend(gather(mesh, each));
}
