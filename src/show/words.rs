//! What runs in a cluster in the words of Cilium: values of the chart, or keys of `cilium-config`.

use super::case::{Case, Origin, Setting};
use super::places::Place;
use crate::manifest::{find, place};
use crate::model::Language;
use crate::plan::{self, PEERS};
use crate::release::CONFIG;
use crate::settings::{self, Input, merged};
use crate::source::Span;
use crate::words::counted;
use crate::yaml::{Value, escaped, leaves, plain_text, text};

/// Which words these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Values of the chart.
    HelmValues,
    /// Keys of `cilium-config`.
    CiliumConfig,
}

impl Words {
    /// The name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Words::HelmValues => "helm-values",
            Words::CiliumConfig => "cilium-config",
        }
    }

    /// The title of their column.
    pub const fn title(self) -> &'static str {
        match self {
            Words::HelmValues => "HELM VALUE",
            Words::CiliumConfig => "CILIUM-CONFIG",
        }
    }
}

/// Which they are, and what they come to.
pub fn settings(case: &Case<'_>, statements: &[Setting]) -> (Words, Vec<Setting>) {
    match case.plan.chart() {
        Some(chart) => (Words::HelmValues, values(case, statements, chart)),
        None => (Words::CiliumConfig, keys(case, statements)),
    }
}

/// The same as of the statement that a row of SETTINGS is about, which may be one that nobody has written.
fn as_of(row: Option<&settings::Setting>, statements: &[Setting]) -> Option<(Origin, Option<Place>)> {
    let node = match row?.node.name() {
        "the clusters of the mesh" => "peering",
        name => name,
    };
    let first = node.split(' ').next().unwrap_or(node);
    let find = |name: &str| statements.iter().find(|statement| statement.name == name);
    find(node).or_else(|| find(first)).map(|statement| (statement.origin, statement.place.clone()))
}

/// The values of the chart. Peers are counted: there may be hundreds.
fn values(case: &Case<'_>, statements: &[Setting], chart: &plan::Chart) -> Vec<Setting> {
    let all = chart.own.as_object().map(leaves).unwrap_or_default();
    let setting = |(keys, value): (Vec<String>, Value)| {
        let path = keys.join(".");
        let is_peers = keys.iter().map(|key| format!("/{}", escaped(key))).collect::<String>() == PEERS;
        let count = chart.peers.iter().filter(|peer| peer.name != case.cluster.name.value).count();
        let value = if is_peers { counted(count, "peer") } else { plain_text(&value) };
        let (origin, span) = of_value(case, &keys);
        match (origin, span) {
            (Some(origin), span) => case.setting(&path, value, (origin, span)),
            (None, Some(span)) => case.written(&path, value, span),
            (None, None) => {
                follows(case, (&path, value), as_of(settings::of_value(&path).map(|(row, _)| row), statements))
            }
        }
    };
    all.into_iter().map(setting).collect()
}

/// Where a value comes from: the user's own, a key of `config` that the chart makes of it, or else the
/// statement that it follows from. Without an origin, the place decides.
fn of_value(case: &Case<'_>, keys: &[String]) -> (Option<Origin>, Option<Span>) {
    let path = keys.join(".");
    let values = &case.cluster.values;
    let is_it = |written: &&crate::model::Written| keys.starts_with(&written.keys);
    if let Some(written) = values.nodes.iter().rfind(is_it).filter(|_| values.at(keys).is_some()) {
        let origin = (written.language == Language::Yaml).then_some(Origin::Values);
        return (origin, Some(written.span));
    }
    let by_key = case.cluster.config.iter().find(|setting| {
        let key = &setting.key.value;
        let is_extra = keys == ["extraConfig", key];
        is_extra || case.cluster.chart_key(key).is_some_and(|(row, _)| row.value == path)
    });
    if let Some(setting) = by_key {
        return (None, Some(setting.key.span));
    }
    let input = Input::without_config(case.mesh, case.cluster);
    match merged::Origin::of_mesh_value(&input, &path) {
        merged::Origin::Mesh(Some(span)) => (None, Some(span)),
        _ => (None, None),
    }
}

/// A value that is written nowhere: it comes from where its statement does, or else from meshc.
fn follows(case: &Case<'_>, (name, value): (&str, String), of: Option<(Origin, Option<Place>)>) -> Setting {
    let (origin, place) = of.unwrap_or((Origin::Meshc, None));
    Setting { place, ..case.setting(name, value, (origin, None)) }
}

/// The keys of `cilium-config`, of a cluster on manifests.
fn keys(case: &Case<'_>, statements: &[Setting]) -> Vec<Setting> {
    let namespace = case.mesh.namespace();
    let manifests = case.whole.manifests(case.plan);
    let data = find(&manifests, "ConfigMap", CONFIG, namespace).and_then(|config| config.get("data")?.as_object());
    let all = data.into_iter().flatten();
    all.map(|(key, value)| of_config(case, statements, (key, value))).collect()
}

fn of_config(case: &Case<'_>, statements: &[Setting], (key, value): (&str, &Value)) -> Setting {
    let text_of = plain_text(value);
    let own = case.cluster.config.iter().find(|setting| setting.key.value == key);
    let mut patched = case.cluster.patches.iter().flat_map(|patch| &patch.operations);
    let pointer = format!("/data/{}", escaped(key));
    let patched = patched.rfind(|operation| text(&operation.json, "path") == pointer);
    if let Some(span) = patched.map(|it| it.span).or(own.map(|setting| setting.key.span)) {
        return case.written(key, text_of, span);
    }
    let base = case.cluster.manifests();
    let objects = base.map(|base| base.objects.as_slice()).unwrap_or_default();
    let config = plan::Config::of(objects, &case.plan.changes, case.mesh.namespace());
    if config.merged(key).is_none() {
        let span = base.zip(config.of_base).and_then(|(base, object)| place(base, object, &pointer));
        return case.setting(key, text_of, (Origin::Base, span));
    }
    let row = settings::of_key(key);
    match row.and_then(|row| row.place(case.mesh, case.cluster)) {
        Some(span) => case.written(key, text_of, span),
        None => follows(case, (key, text_of), as_of(row, statements)),
    }
}
