#![doc = include_str!("etcd_too_old.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "etcd-too-old",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("etcd_too_old.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
