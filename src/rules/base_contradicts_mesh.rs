#![doc = include_str!("base_contradicts_mesh.md")]

mod settings;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use settings::contradictions;

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
        let all = contradictions(case.mesh, &used).into_iter();
        found.0.extend(all.map(|contradiction| contradiction.report(&RULE, &used)));
    }
}
