#![doc = include_str!("base_unfit_for_mesh.md")]

mod parts;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use parts::unfit;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-unfit-for-mesh",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("base_unfit_for_mesh.md"),
};

/// Looks for parts of the user's bases with which peers cannot connect, or pods get no address.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::used(case.mesh) {
        let all = unfit(case.mesh, &used).into_iter();
        found.0.extend(all.map(|contradiction| contradiction.report(&RULE, &used)));
    }
}
