#![doc = include_str!("incompatible_feature.md")]

mod features;
mod without_effect;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use crate::facts::clusters::{about, names};
use crate::model::Cluster;
use crate::source::Span;
use features::Unfit;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "incompatible-feature",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("incompatible_feature.md"),
};

/// Looks for features that do not work in a mesh, and for what the releases or the bases of clusters do not
/// have.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (Unfit, Vec<&Cluster>)> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        for unfit in features::of(cluster).into_iter().chain(without_effect::of(case.mesh, cluster)) {
            places.entry(unfit.span).or_insert((unfit, Vec::new())).1.push(cluster);
        }
    }
    for (span, (unfit, clusters)) in places {
        let message = format!("{} in {}", unfit.what, names(&clusters));
        found.push(about(RULE.at(span, unfit.label, message).help(unfit.help), &clusters));
    }
    for used in bases::used(case.mesh) {
        for (unfit, clusters) in features::of_base(case.mesh, &used) {
            let diagnostic = RULE.at(unfit.span, unfit.label, unfit.what).label(used.base.span, "this base");
            found.push(about(diagnostic.help(unfit.help), &clusters).in_clusters());
        }
    }
}
