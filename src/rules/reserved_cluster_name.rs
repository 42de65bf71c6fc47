#![doc = include_str!("reserved_cluster_name.md")]

use super::clusters::{about, free_name, taken_names};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("reserved_cluster_name.md"),
};

/// Looks for clusters named `default` (`pkg/option/config.go` of v1.2.2: "cannot use default cluster name").
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let clusters: Vec<&Cluster> = mesh.clusters.iter().filter(|cluster| cluster.name.value == "default").collect();
    let [first, others @ ..] = clusters.as_slice() else { return };
    let message = "a cluster of a mesh cannot be named `default`";
    let mut diagnostic = RULE.at(first.name.span, "reserved", message);
    for other in others.iter().take(2) {
        diagnostic = diagnostic.label(other.name.span, "reserved");
    }
    let wish = format!("cluster-{}", first.valid_id().unwrap_or(1));
    let free = free_name(&wish, &taken_names(mesh));
    found.push(about(diagnostic.help(format!("give it a name of its own, such as `{free}`")), &clusters));
}
