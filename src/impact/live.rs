//! The values of a chart that runs, as `helm get values` prints them or as a user's own file has them, made
//! comparable with those of an output: where one of them is silent, the chart's defaults count.

mod flat;
mod unread;

use super::read::{Deployed, derived};
use crate::release::dictionary::Dictionary;
use crate::release::{self, Version};
use crate::settings::merged::PEERS;
use crate::yaml::{self, Value, YamlError, is_off, json};
use flat::{Flat, Side, flat, nested};
use std::collections::{BTreeMap, BTreeSet};

/// The values of clusters, by the names that the mesh file gives these.
pub type Live = BTreeMap<String, Value>;

/// Reads what `helm get values` has printed, or a file of values.
///
/// # Errors
/// When the text is no YAML, or no map in one document, or an object of Kubernetes.
pub fn values(text: &str) -> Result<Value, YamlError> {
    let (heading, below) = yaml::heading(text);
    let mut documents = yaml::read(below).map_err(|error| match heading {
        Some(_) => YamlError { line: error.line + 1, ..error },
        None => error,
    })?;
    documents.retain(|document| !document.is_null());
    let wrong = |message: String| YamlError { line: 1, column: 1, message };
    if let Some((kind, _)) = documents.iter().find_map(|one| Some((one.get("kind")?.as_str()?, one.get("apiVersion")?)))
    {
        return Err(wrong(format!("it is a {kind}; save what `helm get values` prints instead")));
    }
    match documents.as_slice() {
        [] => Ok(json!({})),
        [Value::Object(_)] => Ok(documents.swap_remove(0)),
        _ => Err(wrong("Helm values are a map in one document".to_string())),
    }
}

/// A cluster before, as these values have it, and after, as an output has it. Both hold every value on which
/// one of them says something, and alike where that comes to the same.
pub fn sides(live: &Value, mut new: Deployed) -> (Deployed, Deployed) {
    let mut old = Deployed { name: new.name.clone(), chart: new.chart.clone(), ..Deployed::default() };
    let Some(values) = new.values.take() else {
        old.values = Some(live.clone());
        return (old, new);
    };
    let after: Option<Version> = new.release().and_then(|text| text.parse().ok());
    let before = release_of(live).or(after);
    let is_ours = |name: &str| name == new.name || name == name_of(live);
    let (mut old_side, mut new_side) = (side(live, before), side(&values, after));
    let peers = [flat::take_peers(&mut old_side, &is_ours), flat::take_peers(&mut new_side, &is_ours)];
    // Its name is compared apart.
    [&mut old_side, &mut new_side].into_iter().for_each(|side| drop(side.values.remove(&flat::keys("cluster.name"))));
    unread::equate(&mut old_side, &mut new_side);
    level(&mut old_side, &mut new_side);
    if [&old_side, &new_side].into_iter().any(|side| side.value(&flat::keys("ipam.mode")) != "cluster-pool") {
        flat::share(&mut old_side, &new_side, &flat::keys("ipam.operator"));
    }
    for side in [&mut old_side, &mut new_side] {
        side.values.iter_mut().for_each(|(keys, value)| flat::hide(keys, value));
    }
    let [before_peers, after_peers] = peers;
    old.values = Some(whole(&old_side.values, before_peers));
    new.values = Some(whole(&new_side.values, after_peers));
    old.record = record(live, old_side.dictionary);
    if let (Some(record), Some(version)) = (&mut old.record, release_of(live)) {
        record.set("cilium", version);
    }
    (old, new)
}

fn side(values: &Value, version: Option<Version>) -> Side {
    let release = version.and_then(release::find);
    let dictionary = version.and_then(|version| release?.dictionary(version));
    let mut side = Side { values: flat(values), release, dictionary };
    unread::forget(&mut side, version);
    flat::part_routing(&mut side.values);
    side
}

/// Whether a cluster has no part in a mesh yet.
pub fn is_alone(live: &Value) -> bool {
    let on = |path: &str| yaml::at(live, path).and_then(Value::as_bool) == Some(true);
    !on("clustermesh.useAPIServer") && !on("clustermesh.config.enabled")
}

/// Whether values list a cluster of that name among the peers.
pub fn lists(values: &Value, name: &str) -> bool {
    entry(values, name).is_some()
}

/// Whether they have addresses for it, which pods must know by name.
pub fn has_addresses(values: &Value, name: &str) -> bool {
    entry(values, name).is_some_and(|entry| !yaml::items(entry, "/ips").is_empty())
}

fn entry<'v>(values: &'v Value, name: &str) -> Option<&'v Value> {
    let found = match yaml::at(values, PEERS)? {
        Value::Array(items) => items.iter().find(|item| yaml::text(item, "name") == name),
        Value::Object(fields) => fields.get(name),
        _ => None,
    };
    found.filter(|entry| flat::is_on(entry))
}

fn whole(values: &Flat, peers: Value) -> Value {
    let mut values = values.clone();
    values.insert(flat::keys(PEERS), peers);
    nested(&values)
}

/// Fills in what one side is silent about, and gives both one text for what comes to the same. What follows
/// from another release of the chart alone is that release's change.
fn level(old: &mut Side, new: &mut Side) {
    let all: BTreeSet<Vec<String>> = old.values.keys().chain(new.values.keys()).cloned().collect();
    for keys in all {
        let (before, after) = (old.value(&keys), new.value(&keys));
        let is_silent = old.is_silent(&keys) && new.is_silent(&keys);
        let is_pinned = new.is_silent(&keys) && flat::is_of_image(&keys);
        if is_silent || is_pinned || flat::is_same(&before, &after) {
            let value = if is_off(&before) { after } else { before };
            old.values.insert(keys.clone(), value.clone());
            new.values.insert(keys, value);
            continue;
        }
        for (side, value) in [(&mut *old, before), (&mut *new, after)] {
            if value.is_null() || value == "" {
                side.values.remove(&keys);
            } else {
                side.values.insert(keys.clone(), value);
            }
        }
    }
}

/// What the cluster is made with, by values of the chart and its defaults.
fn record(live: &Value, dictionary: Option<Dictionary>) -> Option<crate::plan::Record> {
    let mut known = flat(live);
    let text = |known: &Flat, path: &str| known.get(&flat::keys(path)).cloned().unwrap_or_default();
    for path in LASTING {
        let keys = flat::keys(path);
        let default = dictionary.and_then(|dictionary| dictionary.default(path));
        if text(&known, path).is_null() {
            known.extend(default.map(|default| (keys, default)));
        }
    }
    // Only with a pool of its own does Cilium read these, and for a family only where that is on.
    let is_pool = text(&known, "ipam.mode") == "cluster-pool";
    let has_six = text(&known, "ipv6.enabled") == true;
    let is_read = |keys: &Vec<String>| {
        let of_pool = keys.len() == 3 && keys.starts_with(&["ipam".to_string(), "operator".to_string()]);
        let of_six = keys.last().is_some_and(|key| key.contains("IPv6"));
        !of_pool || (is_pool && (has_six || !of_six))
    };
    known.retain(|keys, _| is_read(keys));
    derived(None, Some(&nested(&known)))
}

/// The values of which records have words.
const LASTING: &[&str] = &[
    "cluster.id",
    "clustermesh.maxConnectedClusters",
    "ipam.mode",
    "ipam.operator.clusterPoolIPv4PodCIDRList",
    "ipam.operator.clusterPoolIPv4MaskSize",
    "ipam.operator.clusterPoolIPv6PodCIDRList",
    "ipam.operator.clusterPoolIPv6MaskSize",
    "ipv6.enabled",
];

/// The release, which all values that a chart computes tell by the tag of the agents' image.
fn release_of(live: &Value) -> Option<Version> {
    yaml::at(live, "image.tag")?.as_str()?.parse().ok()
}

/// The name that the cluster has now.
fn name_of(live: &Value) -> &str {
    yaml::at(live, "cluster.name").and_then(Value::as_str).unwrap_or_default()
}
