#![doc = include_str!("insecure_endpoint.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "insecure-endpoint",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("insecure_endpoint.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
