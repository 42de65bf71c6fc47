#![doc = include_str!("duplicate_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, free_name, shown, taken_names};
use crate::model::Cluster;
use crate::words::counted;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_cluster_name.md"),
};

/// Looks for names that several clusters carry.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut owners: BTreeMap<&str, Vec<&Cluster>> = BTreeMap::new();
    // An empty name and the reserved one are wrong already by themselves, and nothing silences that.
    for cluster in case.mesh.clusters.iter().filter(|cluster| !["", "default"].contains(&cluster.name.value.as_str())) {
        owners.entry(&cluster.name.value).or_default().push(cluster);
    }
    for (name, clusters) in owners {
        let [first, .., last] = clusters.as_slice() else { continue };
        let message = format!("{} have the name {}", counted(clusters.len(), "cluster"), shown(name));
        let mut diagnostic = RULE.at(last.name.span, "used again here", message);
        for cluster in clusters.iter().take(3).filter(|cluster| cluster.name != last.name) {
            let text = if cluster.name == first.name { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(cluster.name.span, text);
        }
        let free = free_name(&format!("{name}-2"), &taken_names(case.mesh));
        let help = format!("give each cluster a name of its own, such as `{free}`");
        found.push(about(diagnostic.help(help), &clusters));
    }
}
