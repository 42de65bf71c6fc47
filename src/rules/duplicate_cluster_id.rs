#![doc = include_str!("duplicate_cluster_id.md")]

use super::next_free_id;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_cluster_id.md"),
};

/// Looks for ids that several clusters carry.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut owners: BTreeMap<i128, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        if let Some(id) = &cluster.id {
            owners.entry(id.value).or_default().push(cluster);
        }
    }
    for (id, clusters) in owners {
        let [first, .., last] = clusters.as_slice() else { continue };
        let Some(entry) = last.id_entry else { continue };
        let message = format!("{} have the same id, {id}", super::names(&clusters));
        let mut diagnostic = RULE.at(entry, "used again here", message);
        for cluster in clusters.iter().take(3).filter(|cluster| cluster.name != last.name) {
            let text = if cluster.name == first.name { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(cluster.id_entry.unwrap_or(cluster.name.span), text);
        }
        if let Some(free) = next_free_id(mesh) {
            let help = format!("use the next free id, {free}");
            diagnostic = diagnostic.help(help.clone());
            if clusters.len() == 2 {
                diagnostic = diagnostic.fix(Fix::safe(help, entry, format!("id={free}")));
            }
        }
        diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
        found.push(diagnostic);
    }
}
