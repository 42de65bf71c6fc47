#![doc = include_str!("public_pod_cidr.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "public-pod-cidr",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("public_pod_cidr.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
