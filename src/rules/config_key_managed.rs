#![doc = include_str!("config_key_managed.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "config-key-managed",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("config_key_managed.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
