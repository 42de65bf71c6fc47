#![doc = include_str!("mixed_endpoint_schemes.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-endpoint-schemes",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("mixed_endpoint_schemes.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
