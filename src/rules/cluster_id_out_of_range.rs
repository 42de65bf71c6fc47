#![doc = include_str!("cluster_id_out_of_range.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-out-of-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("cluster_id_out_of_range.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
