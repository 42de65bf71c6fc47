#![doc = include_str!("managed_helm_value.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::settings::merged::Merged;
use crate::settings::{self, Input, is_within};
use crate::source::Spanned;
use crate::yaml::Value;

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
        let is_anyway = |written: &&Spanned<String>| {
            let stated = cluster.values.get(&written.value);
            merged.zip(stated).is_some_and(|(merged, stated)| merged.is_value_anyway(&written.value, stated))
        };
        let is_ztunnel = cluster.values.get("encryption.type").and_then(Value::as_str) == Some("ztunnel");
        let is_of_ztunnel = |path: &str| is_ztunnel && ["encryption.type", "encryption.enabled"].contains(&path);
        let written = cluster.values.places.iter().filter(|_| cluster.is_on_chart());
        let findings = written
            .filter(|written| !is_of_ztunnel(&written.value) && !is_anyway(written))
            .filter_map(|written| managed(case.mesh, cluster, written));
        found.0.extend(findings.map(|finding| finding.about(&cluster.name.value)));
    }
}

fn managed(mesh: &Mesh, cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let path = written.value.as_str();
    cluster.modern()?;
    // An empty map changes nothing below it; anything else replaces all of it.
    let is_map = cluster.values.get(path).is_some_and(Value::is_object);
    let is_concerned = |managed: &str| is_within(path, managed) || (!is_map && is_within(managed, path));
    let input = Input::without_config(mesh, cluster);
    let managed = settings::values().filter(|(row, value)| is_concerned(value.path) && row.decides(value, &input));
    let (row, value) = managed.min_by_key(|(_, value)| value.path)?;
    if cluster.retired_value(path).is_some() {
        return None;
    }
    let message = if path != value.path && is_within(value.path, path) {
        format!(
            "`values` replaces all of `{path}`, and `{}` in it follows from another node of the mesh file",
            value.path
        )
    } else {
        format!("`values` sets `{path}`, which follows from another node of the mesh file")
    };
    let owner = row.node.owner();
    Some(RULE.at(written.span, format!("set by {owner}"), message).help(format!("remove it, and use {owner}")))
}
