#![doc = include_str!("kops_name_differs.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "kops-name-differs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("kops_name_differs.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
