#![doc = include_str!("managed_helm_value.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, variable};
use crate::settings::merged::{Merged, PEERS};
use crate::settings::{self, Input, is_within};
use crate::source::{Span, Spanned};
use crate::yaml::Value;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "managed-helm-value",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("managed_helm_value.md"),
};

/// Looks for values that follow from other nodes of the mesh file and say something else. What the chart does
/// not read, and ztunnel, are other rules' business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let merged = Merged::of(case.mesh, cluster, settled);
        // Nobody knows what a variable becomes, nor what a file holds that cannot be read.
        let is_anyway = |written: &&Spanned<String>| match (merged, cluster.values.stated(&written.value)) {
            (_, Some(stated)) if variable(stated).is_some() => true,
            (Some(merged), Some(stated)) => merged.is_value_anyway(&written.value, stated),
            (None, _) => cluster.values.broken.is_some(),
            (Some(_), None) => false,
        };
        // Of several layers the last one counts.
        let last: BTreeMap<&str, Span> =
            cluster.values.places.iter().map(|place| (place.value.as_str(), place.span)).collect();
        let is_last = |written: &&Spanned<String>| last.get(written.value.as_str()) == Some(&written.span);
        let is_ztunnel = cluster.values.get("encryption.type").and_then(Value::as_str) == Some("ztunnel");
        let is_of_ztunnel = |path: &str| is_ztunnel && ["encryption.type", "encryption.enabled"].contains(&path);
        let written = cluster.values.places.iter().filter(|_| cluster.is_on_chart());
        let findings = written
            .filter(is_last)
            .filter(|written| !is_of_ztunnel(&written.value) && !is_anyway(written))
            .filter_map(|written| managed(case.mesh, cluster, written));
        found.0.extend(findings.map(|finding| finding.about(&cluster.name.value)));
    }
}

fn managed(mesh: &Mesh, cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let (path, span) = whole(cluster, written);
    cluster.modern()?;
    // An empty map changes nothing below it; anything else replaces all of it.
    let is_map = cluster.values.stated(path).is_some_and(Value::is_object);
    let is_concerned = |managed: &str| is_within(path, managed) || (!is_map && is_within(managed, path));
    let input = Input::without_config(mesh, cluster);
    let managed = settings::decided_of(&input, is_concerned);
    let (row, value) = managed.min_by_key(|(_, value)| value.path)?;
    if cluster.retired_value(path).is_some() {
        return None;
    }
    let message = if path != value.path && is_within(value.path, path) {
        format!(
            "`values` replaces all of `{path}`, including `{}`, which another node of the mesh file sets",
            value.path
        )
    } else {
        format!("`values` sets `{path}`, which another node of the mesh file sets")
    };
    let owner = row.node.owner();
    Some(RULE.at(span, format!("set by {owner}"), message).help(format!("remove it, and use {owner}")))
}

/// What a finding is about: all peers together, however many of their fields are written.
fn whole<'w>(cluster: &Cluster, written: &'w Spanned<String>) -> (&'w str, Span) {
    if is_within(&written.value, PEERS)
        && let Some(node) = cluster.values.nodes.iter().rfind(|node| node.path() == PEERS)
    {
        return (PEERS, node.span);
    }
    (&written.value, written.span)
}
