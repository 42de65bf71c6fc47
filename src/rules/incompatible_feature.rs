#![doc = include_str!("incompatible_feature.md")]

mod features;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use crate::facts::clusters::about;
use crate::settings::merged::Merged;

/// The rule.
pub static RULE: Rule = Rule {
    name: "incompatible-feature",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("incompatible_feature.md"),
};

/// Looks for features that do not work in a mesh, in what clusters set and in the bases that they leave as
/// they are.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let Some(merged) = Merged::as_written(case.mesh, cluster, settled) else { continue };
        for unfit in features::of(&merged) {
            let diagnostic = RULE.at(unfit.span, unfit.label, unfit.what).help(unfit.help);
            found.push(diagnostic.about(&cluster.name.value).in_clusters());
        }
    }
    for used in bases::used(case.mesh) {
        for (unfit, clusters) in features::of_base(case.mesh, &used) {
            let diagnostic = RULE.at(unfit.span, unfit.label, unfit.what).label(used.base.span, "this base");
            found.push(about(diagnostic.help(unfit.help), &clusters).in_clusters());
        }
    }
}
