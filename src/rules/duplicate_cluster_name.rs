#![doc = include_str!("duplicate_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, free_name, is_reserved, names, shown, taken_names};
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

/// Looks for names that several clusters carry, in any case of their letters.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut owners: BTreeMap<String, Vec<&Cluster>> = BTreeMap::new();
    // An empty name and a reserved one are wrong already by themselves, and nothing silences that.
    let is_wrong = |name: &str| ["", "default"].contains(&name) || is_reserved(name);
    for cluster in case.mesh.clusters.iter().filter(|cluster| !is_wrong(&cluster.name.value)) {
        owners.entry(cluster.name.value.to_lowercase()).or_default().push(cluster);
    }
    for clusters in owners.into_values() {
        let [first, .., last] = clusters.as_slice() else { continue };
        let name = &first.name.value;
        let message = match clusters.iter().all(|cluster| cluster.name.value == *name) {
            true => format!("{} have the name {}", counted(clusters.len(), "cluster"), shown(name)),
            false => format!("{} have names that differ only in case", names(&clusters)),
        };
        let mut diagnostic = RULE.at(last.name.span, "used again here", message);
        for cluster in clusters.iter().take(3).filter(|cluster| cluster.name != last.name) {
            let text = if cluster.name == first.name { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(cluster.name.span, text);
        }
        let free = free_name(&format!("{name}-2"), &taken_names(case.mesh));
        let help = format!("give each cluster its own name, such as `{free}`");
        found.push(about(diagnostic.help(help), &clusters));
    }
}
