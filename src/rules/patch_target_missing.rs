#![doc = include_str!("patch_target_missing.md")]

use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-target-missing",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_target_missing.md"),
};

/// Looks for it in what a cluster would run without the user's patches.
pub fn check(mesh: &Mesh, cluster: &Cluster, objects: &[Value], found: &mut Diagnostics) {
    let _ = (mesh, cluster, objects, found);
}
