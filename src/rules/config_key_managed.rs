#![doc = include_str!("config_key_managed.md")]

use super::clusters::about;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, Setting};
use crate::release::MANAGED_CONFIG;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "config-key-managed",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("config_key_managed.md"),
};

/// Looks for keys in `config` that other nodes of the mesh file set.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (&Setting, Vec<&Cluster>)> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for setting in &cluster.config {
            places.entry(setting.key.span).or_insert((setting, Vec::new())).1.push(cluster);
        }
    }
    for (span, (setting, clusters)) in places {
        let key = setting.key.value.as_str();
        let Some((_, owner)) = MANAGED_CONFIG.iter().find(|(managed, _)| *managed == key) else { continue };
        let message = format!("`config` sets `{key}`, which the mesh file says elsewhere");
        let diagnostic = RULE.at(span, format!("set by {owner}"), message);
        found.push(about(diagnostic.help(format!("remove it, and say it with {owner}")), &clusters));
    }
}
