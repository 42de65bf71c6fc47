//! Keys of `cilium-config` and values of the chart that differ.

use super::Impact;
use super::deployed::Deployed;
use super::effects::{Effect, of_key, of_value};
use crate::plan::Record;
use crate::plan::lasting::effective;
use crate::settings::Change;
use crate::yaml::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What differs, but for what a record says and for peers.
pub fn changes(old: &Deployed, new: &Deployed) -> Vec<Impact> {
    let is_told = |word: Option<&str>| {
        let holds =
            |record: &Option<Record>, word| record.as_ref().is_some_and(|record| effective(record, word).is_some());
        word.is_some_and(|word| holds(&old.record, word) && holds(&new.record, word))
    };
    let impact = |subject: String, (change, word): Effect| {
        let reason = if change == Change::AT_START { at_start(new) } else { change.reason };
        (!is_told(word)).then(|| Impact::new(change.risk, subject, reason))
    };
    let mut impacts = Vec::new();
    let (before, after) = (config(old), config(new));
    for (key, from, to) in differences(&before, &after) {
        let effect = if is_same_etcd(key, from, to) { (Change::AT_START, None) } else { of_key(key) };
        impacts.extend(impact(format!("config `{key}`"), effect).map(|impact| impact.with(from, to)));
    }
    if let Some((before, after)) = old.values.as_ref().zip(new.values.as_ref()) {
        let (before, after) = (meant(before), meant(after));
        let differences = differences(&before, &after).into_iter();
        for (path, from, to) in differences.filter(|(path, ..)| !path.starts_with("clustermesh.config.clusters")) {
            let effect = path.strip_prefix("extraConfig.").map_or_else(|| of_value(path), of_key);
            impacts.extend(impact(format!("value `{path}`"), effect).map(|impact| impact.with(from, to)));
        }
    }
    impacts
}

/// Why a change of what agents read when they start has its risk: they restart, or somebody must restart them.
fn at_start(new: &Deployed) -> &'static str {
    if new.restarts_agents() {
        Change::AT_START.reason
    } else {
        "agents read it when they start; where their pods do not change with it, restart them by hand"
    }
}

/// The ConfigMap of the agents.
fn config(deployed: &Deployed) -> BTreeMap<String, String> {
    let data = deployed.object("ConfigMap", "cilium-config").and_then(|object| object.get("data")?.as_object());
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    data.into_iter().flatten().map(|(key, value)| (key.clone(), text(value))).collect()
}

/// Whether the agents' own etcd stays, and only the names of its keys differ.
fn is_same_etcd(key: &str, from: Option<&str>, to: Option<&str>) -> bool {
    let endpoints = |text: Option<&str>| yaml::read(text?).ok()?.first()?.get("endpoints").cloned();
    key == "etcd-config" && endpoints(from).is_some() && endpoints(from) == endpoints(to)
}

/// Where charts up to 1.19 have the names of the server's certificate.
const SERVER_NAMES: &str = "clustermesh.apiserver.tls.server.extra";

/// Values by their paths, those of older charts in the words of newer ones, so that a release alone changes none: 1.14
/// has one value
/// for both parts of routing, and up to 1.17 policies select pods of all clusters.
fn meant(values: &Value) -> BTreeMap<String, String> {
    let mut values = flat(values);
    if let Some(tunnel) = values.remove("tunnel") {
        let is_native = tunnel == "disabled";
        values.insert("routingMode".to_string(), if is_native { "native" } else { "tunnel" }.to_string());
        values.extend((!is_native).then(|| ("tunnelProtocol".to_string(), tunnel)));
    }
    // From 1.20 on the names of the server's certificate stand beside what makes it.
    let moved: Vec<String> = values.keys().filter(|path| path.starts_with(SERVER_NAMES)).cloned().collect();
    for path in moved {
        let to = path.replacen("tls.server", "tls.auto.server", 1);
        values.remove(&path).map(|value| values.insert(to, value));
    }
    values.entry("clustermesh.policyDefaultLocalCluster".to_string()).or_insert_with(|| "false".to_string());
    values
}

/// Values by their paths. The depth is bounded by the readers of KDL and YAML.
fn flat(value: &Value) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![(String::new(), value)];
    while let Some((path, value)) = waiting.pop() {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                let below = |key: &String| if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                waiting.extend(fields.iter().map(|(key, value)| (below(key), value)));
            }
            Value::String(text) => drop(out.insert(path, text.clone())),
            value => drop(out.insert(path, value.to_string())),
        }
    }
    out
}

/// What stands in one and not in the other, or otherwise.
fn differences<'t>(
    before: &'t BTreeMap<String, String>,
    after: &'t BTreeMap<String, String>,
) -> Vec<(&'t str, Option<&'t str>, Option<&'t str>)> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let text = |side: &'t BTreeMap<String, String>, name: &String| side.get(name).map(String::as_str);
    let pairs = names.into_iter().map(|name| (name.as_str(), text(before, name), text(after, name)));
    pairs.filter(|(_, from, to)| from != to).collect()
}
