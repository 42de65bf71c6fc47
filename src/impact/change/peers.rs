//! The clusters that a cluster connects to, and where it reaches them: which come, go and move.

use crate::impact::read::{Deployed, Entry, aliases, listed_addresses, peers};
use crate::release::{self, Version};
use crate::yaml::Value;
use std::collections::BTreeMap;

/// A change of peers, or of how they are reached.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum PeerChange {
    /// A peer is new: where it is reached.
    Added { name: String, at: Option<String> },
    /// A peer is gone.
    Removed { name: String, at: Option<String> },
    /// Both clusters stay, and no longer connect.
    Parted { name: String, at: Option<String> },
    /// A peer is reached at another place.
    Moved { name: String, before: Option<String>, after: Option<String> },
    /// A peer is reached at the same place, with other certificates.
    EntryChanged { name: String },
    /// The entry of the cluster itself is left out: its name.
    Itself(String),
    /// Agents do not notice that an entry has changed, and nothing restarts them.
    Unnoticed,
    /// Addresses of peers in pods.
    HostAliases(Holder),
    /// Whether agents read the state of peers from KVStoreMesh.
    KvStoreMesh,
}

/// Whose pods hold the addresses of peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The agents.
    Agents,
    /// clustermesh-apiserver.
    Server,
}

/// The names of the peers, sorted.
pub fn names(deployed: &Deployed) -> Vec<String> {
    let aliases = aliases(deployed);
    peers(deployed, &aliases).into_keys().collect()
}

/// Which peers come, go and move.
pub fn changes(old: &Deployed, new: &Deployed) -> Vec<PeerChange> {
    let (aliases_before, aliases_after) = (aliases(old), aliases(new));
    let (before, after) = (peers(old, &aliases_before), peers(new, &aliases_after));
    let mut changes = Vec::new();
    for (name, entry) in &after {
        match before.get(name) {
            None => changes.push(PeerChange::Added { name: name.clone(), at: entry.place() }),
            Some(known) if !is_equal(known, entry) => {
                changes.push(moved(name, known, entry));
                changes.extend(misses_changes(new).then_some(PeerChange::Unnoticed));
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|(name, _)| !after.contains_key(*name));
    changes.extend(gone.map(|(name, entry)| PeerChange::Removed { name: name.clone(), at: entry.place() }));
    changes.extend(aliased(old, new));
    // On manifests, agents read from KVStoreMesh where there is a Secret for it.
    let caches = |deployed: &Deployed| deployed.object("Secret", "cilium-kvstoremesh").is_some();
    let has_objects = !old.objects.is_empty() && !new.objects.is_empty();
    changes.extend((has_objects && caches(old) != caches(new)).then_some(PeerChange::KvStoreMesh));
    changes
}

fn moved(name: &str, known: &Entry<'_>, entry: &Entry<'_>) -> PeerChange {
    let (name, before, after) = (name.to_string(), known.place(), entry.place());
    if before == after { PeerChange::EntryChanged { name } } else { PeerChange::Moved { name, before, after } }
}

/// Agents of releases that read their peers when they start notice a new entry, and no changed one
/// (`pkg/clustermesh/config.go` of Cilium 1.2 to 1.4).
fn misses_changes(new: &Deployed) -> bool {
    let release = new.release().and_then(|text| release::find(text.parse::<Version>().ok()?));
    release.is_some_and(|release| !release.reads_peers_live) && !new.restarts_agents()
}

/// Charts write addresses of peers into the pods that reach them: those of clustermesh-apiserver with
/// KVStoreMesh, else the agents (`clustermesh.config.clusters[].ips` in
/// `clustermesh-apiserver/deployment.yaml` and `cilium-agent/daemonset.yaml`, 1.14 to 1.20).
fn aliased(old: &Deployed, new: &Deployed) -> Option<PeerChange> {
    let values = new.values.as_ref().filter(|_| old.values.is_some())?;
    (addresses(old) != addresses(new)).then(|| PeerChange::HostAliases(holder(values)))
}

/// Whose pods hold them.
pub fn holder(values: &Value) -> Holder {
    let caches = values.pointer("/clustermesh/apiserver/kvstoremesh/enabled").and_then(Value::as_bool);
    if caches == Some(true) { Holder::Server } else { Holder::Agents }
}

/// The addresses of entries that pods know by name.
fn addresses(deployed: &Deployed) -> BTreeMap<&str, Value> {
    listed_addresses(deployed).into_iter().map(|(name, ips)| (name, any_order(ips))).collect()
}

fn is_equal(one: &Entry<'_>, other: &Entry<'_>) -> bool {
    match (one, other) {
        // The text is decoded only where something may differ.
        (Entry::File(one_text, one_known), Entry::File(other_text, other_known)) => {
            one_text == other_text && (one_known == other_known || one.place() == other.place())
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

/// A list without its order, which means nothing for addresses.
fn any_order(value: &Value) -> Value {
    let mut items: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
    items.sort();
    if value.is_array() { items.into() } else { value.clone() }
}
