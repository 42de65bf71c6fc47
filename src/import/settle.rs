//! Facts of a cluster to what a mesh file says of it.

use super::backwards::{self, Place, Statement};
use super::config::{self, is_same};
use super::facts::{Endpoint, Facts, Form, Seen};
use super::listed::peers;
use super::paths::insert;
use super::platforms::sign;
use super::special::{Given, mend};
use crate::release::dictionary::Dictionary;
use crate::release::{self, RELEASES, Release, Version};
use crate::yaml::{self, Map, Value};

/// A cluster as a mesh file describes it.
#[derive(Debug)]
pub struct Settled {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Option<u64>,
    /// Its release, where a source has it.
    pub version: Option<Version>,
    /// The row by which its values are read.
    pub release: &'static Release,
    /// The version of that row.
    pub read_as: Version,
    /// Its values.
    pub values: Value,
    /// Its keys of `cilium-config` that the chart never writes.
    pub config: Vec<(String, String)>,
    /// What its values come to.
    pub statements: Vec<Statement>,
    /// How it reaches its peers.
    pub peers: Vec<(String, Seen<Endpoint>)>,
    /// What it runs on.
    pub platform: Option<&'static str>,
    /// All sources.
    pub facts: Facts,
    /// Where sources contradict each other.
    pub comments: Vec<String>,
}

impl Settled {
    /// Its value at a path.
    pub fn at(&self, path: &str) -> Option<&Value> {
        yaml::at(&self.values, path)
    }

    /// What the chart of its release has.
    pub fn dictionary(&self) -> Option<Dictionary> {
        self.release.dictionary(self.read_as)
    }

    /// The arguments of a node of its own, or of `mesh`.
    pub fn said(&self, node: &str) -> Option<&Statement> {
        self.statements.iter().find(|one| one.node == node && one.property.is_none())
    }
}

/// What sources come to; `asked` is the release where none has it.
pub fn settle(facts: &Facts, asked: Option<Version>) -> Option<Settled> {
    let mut comments = Vec::new();
    let version = version(facts, &mut comments).or(asked);
    let known = version.and_then(|version| Some((release::find(version)?, version)));
    let newest = || RELEASES.iter().rfind(|row| row.modern().is_some()).map(|row| (row, row.first_working()));
    let (release, read_as) = known.or_else(newest)?;
    let mut values = typed(facts, release.dictionary(read_as));
    let keys = config::keys(facts, release, read_as);
    let mut tree = keys.values.clone();
    yaml::overlay(&mut tree, &values);
    values = tree;
    let mut statements = backwards::of_values(&values);
    for seen in &facts.config {
        let of_key = backwards::of_key(&seen.value.0, &seen.value.1);
        let is_new =
            |one: &Statement| !statements.iter().any(|other| (other.node, other.property) == (one.node, one.property));
        if let Some(one) = of_key.filter(is_new) {
            statements.push(one);
        }
    }
    let values = Value::Object(values);
    let given = Given { values: &values, facts };
    mend(&mut statements, &given);
    let platform = facts.platform.first().map(|seen| seen.value).or_else(|| sign(&given));
    let id = given.at("cluster.id").and_then(number).or_else(|| given.key("cluster-id")?.parse().ok());
    let id = id.filter(|id| *id > 0).or_else(|| facts.ids.first().map(|seen| seen.value));
    let mut all_peers: Vec<(String, Seen<Endpoint>)> =
        facts.layers.iter().flat_map(|layer| peers(&layer.values, &layer.source)).collect();
    all_peers.extend(facts.peers.iter().cloned());
    ranges(facts, &mut statements, &mut comments);
    Some(Settled {
        name: facts.name.text().unwrap_or("cluster").to_string(),
        id: id.filter(|id| *id > 0),
        version: version.filter(|version| release::find(*version).is_some()),
        release,
        read_as,
        values,
        config: keys.config,
        statements,
        peers: all_peers,
        platform,
        facts: facts.clone(),
        comments,
    })
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The release that sources have: the first that is one.
fn version(facts: &Facts, comments: &mut Vec<String>) -> Option<Version> {
    let mut found: Vec<(Version, &str)> = Vec::new();
    for seen in &facts.release {
        let Some(version) = version_of(&seen.value) else {
            comments.push(format!("`{}` in {} is no release by itself", seen.value, seen.source));
            continue;
        };
        if release::find(version).is_none() {
            comments.push(format!("meshc does not know Cilium {version}, which {} has", seen.source));
        }
        if !found.iter().any(|(known, _)| *known == version) {
            found.push((version, &seen.source));
        }
    }
    let (first, source) = found.first()?;
    for (other, from) in found.iter().skip(1) {
        comments.push(format!("it runs Cilium {first} as {source} has it, and {other} as {from} has it"));
    }
    Some(*first)
}

/// The release of a version of the chart: RKE2 counts its own changes in the last two digits.
fn version_of(text: &str) -> Option<Version> {
    let plain = text.trim().trim_start_matches(['v', '=', '~', '^']).trim();
    let plain = plain.split(['-', '+', '_']).next()?;
    let parts: Vec<&str> = plain.split('.').collect();
    match parts.as_slice() {
        [major, minor, patch] if patch.len() >= 3 => {
            let patch: u32 = patch.parse().ok()?;
            format!("{major}.{minor}.{}", patch / 100).parse().ok()
        }
        _ => plain.parse().ok(),
    }
}

/// The values of all layers, without what the chart has by itself where Helm has printed that too, and each
/// of the type that the chart takes.
fn typed(facts: &Facts, dictionary: Option<Dictionary>) -> Map<String, Value> {
    let mut values = Map::new();
    for layer in &facts.layers {
        for (keys, value) in yaml::leaves(&layer.values) {
            let entry = dictionary.and_then(|dictionary| dictionary.at(keys.iter().map(String::as_str)));
            let default = entry.as_ref().and_then(|entry| entry.default());
            let is_default = default.is_some_and(|default| is_same(&default, &value));
            if layer.form == Form::Computed && (is_default || value.is_null()) {
                continue;
            }
            let value = match entry {
                Some(entry) if !entry.types.take(&value) => retyped(&entry.types, &value).unwrap_or(value),
                _ => value,
            };
            if value.as_object().is_none_or(|fields| !fields.is_empty()) {
                insert(&mut values, &keys, value);
            }
        }
    }
    values
}

/// A value in a type that the chart takes.
fn retyped(types: &release::dictionary::Types, value: &Value) -> Option<Value> {
    let candidates: Vec<Value> = match value {
        Value::String(text) => {
            let read = yaml::read(text).ok().and_then(|all| all.into_iter().next());
            let items = text.split([',', ' ']).map(str::trim).filter(|item| !item.is_empty());
            read.into_iter().chain([items.collect::<Value>()]).collect()
        }
        Value::Bool(_) | Value::Number(_) => vec![value.to_string().into(), Value::Array(vec![value.clone()])],
        _ => Vec::new(),
    };
    candidates.into_iter().find(|candidate| types.take(candidate) && !candidate.is_null())
}

/// The ranges of pods, Services and nodes, and where sources have others.
fn ranges(facts: &Facts, statements: &mut Vec<Statement>, comments: &mut Vec<String>) {
    for (node, seen) in [("pod-cidr", &facts.pods), ("service-cidr", &facts.services), ("node-cidr", &facts.nodes)] {
        let text =
            |nets: &[ipnet::IpNet]| -> Vec<Value> { nets.iter().map(|net| net.trunc().to_string().into()).collect() };
        let stated =
            statements.iter().find(|one| one.node == node).map(|one| (one.arguments.clone(), one.from.clone()));
        let first = stated.or_else(|| seen.first().map(|seen| (text(&seen.value), seen.source.clone())));
        let Some((arguments, from)) = first else { continue };
        for other in seen {
            if text(&other.value) != arguments && node != "node-cidr" {
                let list = |nets: &[Value]| nets.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
                let (ours, theirs) = (list(&arguments), list(&text(&other.value)));
                comments.push(format!("{node} is {ours} in {from}, and {theirs} in {}", other.source));
            }
        }
        if !statements.iter().any(|one| one.node == node) {
            statements.push(Statement { place: Place::Cluster, node, property: None, arguments, from });
        }
    }
}
