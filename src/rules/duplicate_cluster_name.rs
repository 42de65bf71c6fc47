#![doc = include_str!("duplicate_cluster_name.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_cluster_name.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
