#![doc = include_str!("service_cidr_overlaps_node_cidr.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-cidr-overlaps-node-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("service_cidr_overlaps_node_cidr.md"),
};

/// Looks for it in the mesh.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let _ = (mesh, found);
}
