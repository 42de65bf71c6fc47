#![doc = include_str!("statement_without_effect.md")]

mod statements;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "statement-without-effect",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("statement_without_effect.md"),
};

/// Looks for statements that the release or the base of a cluster has no setting for.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        // What has no effect for several reasons is one statement.
        let mut places = BTreeSet::new();
        for idle in statements::of(case.mesh, cluster).into_iter().filter(|idle| places.insert(idle.span)) {
            let diagnostic = RULE.at(idle.span, idle.label, idle.what).help(idle.help);
            found.push(diagnostic.about(&cluster.name.value).in_clusters());
        }
    }
    if let Some(idle) = statements::of_mesh(case.mesh) {
        // What it asks for is so already.
        let diagnostic = RULE.at(idle.span, idle.label, idle.what).help(idle.help);
        found.push(diagnostic.severity(Severity::Warning));
    }
}
