#![doc = include_str!("pod_cidr_outside_kops_range.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-outside-kops-range",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_outside_kops_range.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
