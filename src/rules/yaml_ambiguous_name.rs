#![doc = include_str!("yaml_ambiguous_name.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-ambiguous-name",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("yaml_ambiguous_name.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
