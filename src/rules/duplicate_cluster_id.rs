#![doc = include_str!("duplicate_cluster_id.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Edit, Fix, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::ranges::{free_ids, no_free_id};
use crate::model::{Cluster, ClusterId};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_cluster_id.md"),
};

/// Looks for ids that several clusters carry.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let free = free_ids(case.mesh);
    let mut owners: BTreeMap<ClusterId, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        if let Some(id) = cluster.id.get() {
            owners.entry(*id).or_default().push(cluster);
        }
    }
    for (id, clusters) in owners {
        let [first, others @ ..] = clusters.as_slice() else { continue };
        let Some((last, entry)) = others.last().and_then(|last| Some((last, last.id.span()?))) else { continue };
        let message = format!("{} have the same id, {id}", names(&clusters));
        let mut diagnostic = RULE.at(entry, "used again here", message);
        for cluster in clusters.iter().take(3).filter(|cluster| cluster.name != last.name) {
            let text = if cluster.name == first.name { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(cluster.id.span().unwrap_or(cluster.name.span), text);
        }
        let offers: Vec<_> =
            others.iter().filter_map(|other| other.id.span().zip(free.get(&other.name.span))).collect();
        let help = match offers.as_slice() {
            [] => no_free_id(case.mesh).to_string(),
            [(_, id)] => format!("use the next free id, {id}"),
            [(_, id), ..] => format!("give each of the others an id of its own, such as the next free one, {id}"),
        };
        diagnostic = diagnostic.help(help.clone());
        let title = if offers.len() == 1 { help } else { "use the next free ids".to_string() };
        if !offers.is_empty() && offers.len() == others.len() {
            let edits = offers.iter().map(|(span, id)| Edit { span: *span, text: format!("id={id}") }).collect();
            diagnostic = diagnostic.fix(Fix { title, safe: true, edits });
        }
        found.push(about(diagnostic, &clusters));
    }
}
