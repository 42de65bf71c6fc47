#![doc = include_str!("release_needs_upgrade.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "release-needs-upgrade",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("release_needs_upgrade.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
