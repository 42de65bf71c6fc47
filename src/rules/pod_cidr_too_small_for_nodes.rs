#![doc = include_str!("pod_cidr_too_small_for_nodes.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-too-small-for-nodes",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_too_small_for_nodes.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
