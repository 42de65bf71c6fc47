#![doc = include_str!("endpoint_without_scheme.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "endpoint-without-scheme",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("endpoint_without_scheme.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
