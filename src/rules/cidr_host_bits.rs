#![doc = include_str!("cidr_host_bits.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cidr-host-bits",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("cidr_host_bits.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
