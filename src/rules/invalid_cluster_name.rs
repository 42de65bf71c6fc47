#![doc = include_str!("invalid_cluster_name.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-cluster-name",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("invalid_cluster_name.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
