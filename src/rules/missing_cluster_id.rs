#![doc = include_str!("missing_cluster_id.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_cluster_id.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
