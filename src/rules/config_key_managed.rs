#![doc = include_str!("config_key_managed.md")]

mod chart_keys;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::about;
use crate::model::{Cluster, Operation, Patch, Setting};
use crate::release::{CONFIG, Release};
use crate::settings;
use crate::settings::merged::{Merged, Settled};
use crate::source::Span;
use crate::yaml::Value;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "config-key-managed",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("config_key_managed.md"),
};

/// Looks for keys in `config`, and in patches of `cilium-config`, that follow from other nodes of the mesh
/// file.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (Diagnostic, Vec<&Cluster>)> = BTreeMap::new();
    for (cluster, settled) in case.clusters() {
        let merged = Merged::of(case.mesh, cluster, settled);
        let Some(release) = cluster.release() else { continue };
        let is_config = |patch: &&Patch| patch.kind.value == "ConfigMap" && patch.name.value == CONFIG;
        let operations = cluster.patches.iter().filter(is_config).flat_map(|patch| &patch.operations);
        for finding in cluster
            .config
            .iter()
            .filter_map(|setting| {
                by_setting(setting, release, merged.as_ref())
                    .or_else(|| chart_keys::refused(&RULE, case.mesh, cluster, setting))
            })
            .chain(chart_keys::extra(&RULE, case.mesh, cluster))
            .chain(merged.iter().flat_map(|merged| by_arguments(merged, release)))
            .chain(operations.filter_map(|operation| by_operation(operation, release)))
        {
            let Some(label) = finding.primary() else { continue };
            places.entry(label.span).or_insert((finding, Vec::new())).1.push(cluster);
        }
    }
    found.0.extend(places.into_values().map(|(finding, clusters)| about(finding, &clusters)));
}

fn by_setting(setting: &Setting, release: &Release, merged: Option<&Merged<'_>>) -> Option<Diagnostic> {
    let key = setting.key.value.as_str();
    let owner = settings::owner_of_key(release, key)?;
    if merged.is_some_and(|merged| merged.is_flag_anyway(key, &setting.value)) {
        return None;
    }
    let message = format!("`config` sets `{key}`, which another node of the mesh file sets");
    Some(RULE.at(setting.key.span, format!("set by {owner}"), message).help(advice(&owner)))
}

/// Arguments and variables of programs lie over `cilium-config`.
fn by_arguments(merged: &Merged<'_>, release: &Release) -> Vec<Diagnostic> {
    let finding = |(name, settled): (String, Settled<'_>)| {
        let owner = settings::owner_of_key(release, &name)?;
        let span = settled.span().filter(|_| !merged.is_flag_anyway(&name, &settled.text))?;
        let message =
            format!("an argument or environment variable sets `{name}`, which another node of the mesh file sets");
        let label = format!("`{name}` is `{}`; set by {owner}", settled.text);
        Some(RULE.at(span, label, message).help(advice(&owner)))
    };
    merged.arguments().into_iter().filter_map(finding).collect()
}

fn by_operation(operation: &Operation, release: &Release) -> Option<Diagnostic> {
    let field = |name: &str| operation.json.get(name).and_then(Value::as_str);
    let changed = match field("op")? {
        "add" | "replace" | "remove" | "copy" => [field("path"), None],
        "move" => [field("from"), field("path")],
        _ => return None,
    };
    let changed = || changed.into_iter().flatten();
    if changed().any(|pointer| ["", "/data"].contains(&pointer)) {
        let message =
            "a patch of `cilium-config` changes all of its keys, some of which other nodes of the mesh file set";
        let help = "change single keys instead, with `config` in the cluster or with a path such as `/data/debug`";
        return Some(RULE.at(operation.span, "all keys", message).help(help));
    }
    let keys = changed().filter_map(|pointer| pointer.strip_prefix("/data/"));
    let (key, owner) = keys.filter_map(|key| Some((key, settings::owner_of_key(release, key)?))).min()?;
    let message = format!("a patch of `cilium-config` changes `{key}`, which another node of the mesh file sets");
    Some(RULE.at(operation.span, format!("set by {owner}"), message).help(advice(&owner)))
}

fn advice(owner: &str) -> String {
    format!("remove it, and use {owner}")
}
