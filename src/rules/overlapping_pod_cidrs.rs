#![doc = include_str!("overlapping_pod_cidrs.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-pod-cidrs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("overlapping_pod_cidrs.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
