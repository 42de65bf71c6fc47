#![doc = include_str!("client_certificate_without_key.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "client-certificate-without-key",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("client_certificate_without_key.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
