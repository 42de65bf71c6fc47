//! The clusters that a cluster connects to, and where it reaches them: from the Secrets of the mesh, or from the values
//! of the chart.

use super::deployed::Deployed;
use super::{Impact, Risk};
use crate::release::{self, Version};
use crate::settings::Change;
use crate::yaml::{self, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// Peers by name, each with its entry as it stands.
type Peers<'d> = BTreeMap<String, Entry<'d>>;

/// The entry of a peer.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Entry<'d> {
    /// A file of a Secret, in base64, and the addresses under which the pods know its host.
    File(&'d str, &'d BTreeMap<String, Vec<String>>),
    /// A value of the chart.
    Value(&'d Value),
}

/// The names of the peers, sorted.
pub fn names(deployed: &Deployed) -> Vec<String> {
    let aliases = aliases(deployed);
    peers(deployed, &aliases).into_keys().map(|name| format!("`{name}`")).collect()
}

/// Which peers come, go and move.
pub fn changes(old: &Deployed, new: &Deployed) -> Vec<Impact> {
    let (aliases_before, aliases_after) = (aliases(old), aliases(new));
    let (before, after) = (peers(old, &aliases_before), peers(new, &aliases_after));
    let mut impacts = Vec::new();
    for (name, entry) in &after {
        let subject = format!("peer `{name}`");
        match before.get(name) {
            None => impacts.push(Impact::new(Risk::Reload, subject, ADDED).with(None, place(entry).as_deref())),
            Some(known) if !is_equal(known, entry) => {
                impacts.push(moved(subject, known, entry));
                impacts.extend(unnoticed(new));
            }
            Some(_) => {}
        }
    }
    for (name, entry) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        let subject = format!("peer `{name}`");
        impacts.push(Impact::new(Risk::Reload, subject, REMOVED).with(place(entry).as_deref(), None));
    }
    if !impacts.is_empty() {
        impacts.extend(aliased(new, &before, &after));
    }
    impacts.extend(cached(old, new));
    impacts
}

/// On manifests, agents read from KVStoreMesh where there is a Secret for it.
fn cached(old: &Deployed, new: &Deployed) -> Option<Impact> {
    let caches = |deployed: &Deployed| deployed.object("Secret", "cilium-kvstoremesh").is_some();
    let has_objects = !old.objects.is_empty() && !new.objects.is_empty();
    (has_objects && caches(old) != caches(new))
        .then(|| Impact::new(Risk::Disruptive, "KVStoreMesh", Change::ELSEWHERE.reason))
}

// Agents and KVStoreMesh watch the folder of the Secret, and connect anew when the checksum of an entry changes
// (`pkg/clustermesh/common/config.go` of Cilium 1.14 to 1.20).
const ADDED: &str = "the Secret is watched: it is connected to as soon as it stands there";
const REMOVED: &str = "the Secret is watched: its endpoints leave global Services and its identities are forgotten";
const MOVED: &str = "the connection breaks, and what changes there is not seen until it is reached at the new place";
const KEYS: &str = "the connection is made anew, with other certificates";
const BY_HAND: &str = "they do not notice an entry that changes, and nothing restarts them: do so by hand";
const SERVER: &str =
    "addresses of peers stand in the pods of clustermesh-apiserver (`hostAliases`), which restart; agents go on";
const ALIASES: &str = "addresses of peers stand in the agents' own pods (`hostAliases`), so the agents restart";

fn moved(subject: String, known: &Entry<'_>, entry: &Entry<'_>) -> Impact {
    let (from, to) = (place(known), place(entry));
    if from == to {
        return Impact::new(Risk::Disruptive, subject, KEYS);
    }
    Impact::new(Risk::Disruptive, subject, MOVED).with(from.as_deref(), to.as_deref())
}

/// Agents of releases that read their peers when they start notice a new entry, and no changed one
/// (`pkg/clustermesh/config.go` of Cilium 1.2 to 1.4).
fn unnoticed(new: &Deployed) -> Option<Impact> {
    let version: Version = new.record.as_ref()?.get("cilium")?.parse().ok()?;
    let is_blind = !release::find(version)?.reads_peers_live && !new.restarts_agents();
    is_blind.then(|| Impact::new(Risk::Restart, "agents", BY_HAND))
}

/// Charts write addresses of peers into the pods that reach them: those of clustermesh-apiserver with KVStoreMesh, else the
/// agents (`clustermesh.config.clusters[].ips` in `clustermesh-apiserver/deployment.yaml` and `cilium-agent/daemonset.yaml`,
/// 1.14 to 1.20).
fn aliased(new: &Deployed, before: &Peers<'_>, after: &Peers<'_>) -> Option<Impact> {
    let values = new.values.as_ref()?;
    let ips = |peers: &Peers<'_>| -> Vec<Value> {
        let values = peers.values().filter_map(|entry| match entry {
            Entry::Value(value) => value.get("ips").cloned(),
            Entry::File(..) => None,
        });
        values.collect()
    };
    let caches = values.pointer("/clustermesh/apiserver/kvstoremesh/enabled").and_then(Value::as_bool);
    let (risk, reason) = if caches == Some(true) { (Risk::Reload, SERVER) } else { (Risk::Restart, ALIASES) };
    (ips(before) != ips(after)).then(|| Impact::new(risk, "hostAliases", reason))
}

fn is_equal(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    match (one, other) {
        // The text is decoded only where something may differ.
        (Entry::File(one_text, one_known), Entry::File(other_text, other_known)) => {
            one_text == other_text && (one_known == other_known || place(one) == place(other))
        }
        // A list of peers names each, a map does not.
        (Entry::Value(one), Entry::Value(other)) => {
            let rest = |value: &Value| {
                let fields = value.as_object().into_iter().flatten().filter(|(field, _)| *field != "name");
                fields.map(|(field, value)| (field.clone(), any_order(value))).collect::<BTreeMap<_, _>>()
            };
            rest(one) == rest(other)
        }
        _ => false,
    }
}

/// A list without its order, which says nothing of addresses.
fn any_order(value: &Value) -> Value {
    let mut items: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
    items.sort();
    if value.is_array() { items.into() } else { value.clone() }
}

/// The peers of a cluster. Where KVStoreMesh caches, the entries of agents lead to their own cluster.
fn peers<'d>(deployed: &'d Deployed, aliases: &'d BTreeMap<String, Vec<String>>) -> Peers<'d> {
    let mut peers = Peers::new();
    let listed = deployed.values.as_ref().and_then(|values| values.pointer("/clustermesh/config/clusters"));
    match listed {
        Some(Value::Array(list)) => {
            let named =
                list.iter().filter_map(|entry| Some((entry.get("name")?.as_str()?.to_string(), Entry::Value(entry))));
            peers.extend(named);
        }
        Some(Value::Object(map)) => peers.extend(map.iter().map(|(name, entry)| (name.clone(), Entry::Value(entry)))),
        _ => {}
    }
    let secret = |name: &str| deployed.object("Secret", name);
    let entries = secret("cilium-kvstoremesh").or_else(|| secret("cilium-clustermesh"));
    let data = entries.and_then(|secret| secret.get("data")).and_then(Value::as_object);
    for (name, entry) in data.into_iter().flatten() {
        if let (false, Some(entry)) = (*name == deployed.name, entry.as_str()) {
            peers.insert(name.clone(), Entry::File(entry, aliases));
        }
    }
    peers
}

/// Where a peer is reached, in words.
fn place(entry: &Entry<'_>) -> Option<String> {
    match entry {
        Entry::Value(value) => {
            let ips = value
                .get("ips")
                .and_then(Value::as_array)
                .map(|ips| ips.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
            let host = ips.or_else(|| value.get("address")?.as_str().map(str::to_string))?;
            Some(format!("{host} port {}", value.get("port")?))
        }
        Entry::File(text, aliases) => {
            let file = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
            let configuration = yaml::read(&file).ok()?.into_iter().next()?;
            let endpoints = configuration.get("endpoints")?.as_array()?.iter().filter_map(Value::as_str);
            let known = |endpoint: &str| match aliases.get(host(endpoint)) {
                Some(ips) => format!("{endpoint} ({})", ips.join(" ")),
                None => endpoint.to_string(),
            };
            Some(endpoints.map(known).collect::<Vec<_>>().join(" "))
        }
    }
}

/// The host of an endpoint.
fn host(endpoint: &str) -> &str {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    host.rsplit_once(':').map_or(host, |(host, _)| host)
}

/// The addresses that pods of a cluster know by names of their own (`hostAliases`).
fn aliases(deployed: &Deployed) -> BTreeMap<String, Vec<String>> {
    let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let pods =
        deployed.objects.values().filter_map(|object| object.pointer("/spec/template/spec/hostAliases")?.as_array());
    for alias in pods.flatten() {
        let Some(ip) = alias.get("ip").and_then(Value::as_str) else { continue };
        for name in alias.get("hostnames").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            let ips = aliases.entry(name.to_string()).or_default();
            if !ips.iter().any(|known| known == ip) {
                ips.push(ip.to_string());
            }
        }
    }
    aliases
}
