//! Keys of `cilium-config` and values of the chart that differ.

use super::deployed::Deployed;
use super::effects::{Effect, of_key, of_value};
use super::{Impact, Risk};
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A value of the chart that records hold too (`clustermesh-apiserver` in its `values.yaml`).
const AUTH_MODE: &str = "clustermesh.apiserver.tls.authMode";

/// What differs, but for what a record says and for peers.
pub fn changes(old: &Deployed, new: &Deployed) -> Vec<Impact> {
    let is_recorded = old.record.is_some() && new.record.is_some();
    let is_told = |effect: &Effect, name: &str| is_recorded && (effect.risk == Risk::Destructive || name == AUTH_MODE);
    let mut impacts = Vec::new();
    let (before, after) = (config(old), config(new));
    for (key, from, to) in differences(&before, &after) {
        let effect = of_key(key);
        if !is_told(effect, key) {
            let reason = if effect.risk == Risk::Restart { at_start(new) } else { effect.reason };
            impacts.push(Impact::new(effect.risk, format!("config `{key}`"), reason).with(from, to));
        }
    }
    if let Some((before, after)) = old.values.as_ref().zip(new.values.as_ref()) {
        let (before, after) = (flat(before), flat(after));
        for (path, from, to) in differences(&before, &after) {
            let key = path.strip_prefix("extraConfig.");
            let effect = key.map_or_else(|| of_value(path), of_key);
            if !is_told(effect, path) && !path.starts_with("clustermesh.config.clusters") {
                let reason = if effect.risk == Risk::Restart { at_start(new) } else { effect.reason };
                impacts.push(Impact::new(effect.risk, format!("value `{path}`"), reason).with(from, to));
            }
        }
    } else if old.values.is_some() != new.values.is_some() {
        impacts.push(Impact::new(
            Risk::Restart,
            "base",
            "other manifests take over: what they do differently is not known",
        ));
    }
    impacts
}

/// Why a change of what agents read when they start has its risk: they restart, or somebody must restart them.
fn at_start(new: &Deployed) -> &'static str {
    let by_chart = new.values.as_ref().and_then(|values| values.get("rollOutCiliumPods")?.as_bool());
    let agents = new.objects.iter().find(|(target, _)| target.kind == "DaemonSet" && target.name == "cilium");
    let mark = agents
        .and_then(|(_, agents)| agents.pointer("/spec/template/metadata/annotations")?.get("checksum/cilium-mesh"));
    if by_chart == Some(true) || mark.is_some() {
        "agents read it when they start, so they restart"
    } else {
        "agents read it when they start: nothing restarts them, do so by hand"
    }
}

/// The ConfigMap of the agents.
fn config(deployed: &Deployed) -> BTreeMap<String, String> {
    let object =
        deployed.objects.iter().find(|(target, _)| target.kind == "ConfigMap" && target.name == "cilium-config");
    let data = object.and_then(|(_, object)| object.get("data")?.as_object());
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    data.into_iter().flatten().map(|(key, value)| (key.clone(), text(value))).collect()
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
