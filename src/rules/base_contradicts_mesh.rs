#![doc = include_str!("base_contradicts_mesh.md")]

mod contradictions;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use crate::facts::clusters::about;
use contradictions::contradictions;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-contradicts-mesh",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("base_contradicts_mesh.md"),
};

/// Looks for settings of the user's bases that the mesh's changes leave as they are and the mesh file
/// contradicts.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::used(case.mesh) {
        let clusters: Vec<_> = used.fitting().into_iter().filter(|cluster| cluster.modern().is_some()).collect();
        for one in contradictions(case.mesh, &used, &clusters) {
            let diagnostic = RULE.at(one.place, one.label, one.message);
            let diagnostic = match one.stated {
                Some(span) => diagnostic.label(span, "set in the mesh file"),
                None => diagnostic.label(used.base.span, "this base"),
            };
            found.push(about(diagnostic.help(one.help), &one.clusters).in_clusters());
        }
    }
}
