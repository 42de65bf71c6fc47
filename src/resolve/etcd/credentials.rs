//! The key material of the clusters' etcds: which Secrets must hold which keys, who fills them, how agents see them.
//!
//! meshc refers to key material by name and never reads any. Every agent reads its own cluster's etcd and those of all peers, so
//! every cluster needs the key material of all of these.

use crate::model::{Cluster, DEFAULT_ETCD_SECRET, Mesh, Store};
use crate::plan::Object;
use crate::release::MESH_FOLDER;
use crate::yaml::{Map, Value, json};
use std::collections::BTreeMap;

/// The keys of every Secret that agents need, with the store entry that each comes from.
pub struct Keys {
    namespace: String,
    secrets: BTreeMap<String, BTreeMap<String, Option<Store>>>,
}

impl Keys {
    /// The keys that the `tls` and `credentials` of those clusters name.
    pub fn of(mesh: &Mesh, clusters: &[&Cluster]) -> Keys {
        let mut secrets: BTreeMap<String, BTreeMap<String, Option<Store>>> = BTreeMap::new();
        for cluster in clusters {
            let credentials = &cluster.etcd.credentials;
            for key in cluster.etcd.tls.iter().flat_map(|tls| tls.keys()) {
                let keys = secrets.entry(credentials.secret.clone()).or_default();
                keys.insert(key.to_string(), credentials.store.clone());
            }
        }
        Keys { namespace: mesh.namespace.clone(), secrets }
    }

    /// The volume through which agents see the keys in `folder`, where the base's own would not show them. In a
    /// projected volume without `items` every key of every Secret becomes a file.
    pub fn volume(&self, folder: &str) -> Option<Value> {
        let (name, own) = if folder == MESH_FOLDER {
            ("clustermesh-secrets", "cilium-clustermesh")
        } else {
            ("etcd-secrets", DEFAULT_ETCD_SECRET)
        };
        let others: Vec<&String> = self.secrets.keys().filter(|secret| *secret != own).collect();
        if others.is_empty() {
            return None;
        }
        let source = |secret: &str| json!({ "secret": { "name": secret, "optional": true } });
        let sources: Vec<Value> =
            std::iter::once(own).chain(others.iter().map(|name| name.as_str())).map(source).collect();
        Some(json!({ "name": name, "secret": null, "projected": { "defaultMode": 420, "sources": sources } }))
    }

    /// An ExternalSecret for each Secret that External Secrets fills.
    pub fn objects(&self) -> Vec<Object> {
        self.secrets.iter().filter_map(|(secret, keys)| self.external(secret, keys)).collect()
    }

    /// What must be in each cluster before agents start: a line for each Secret and each of its keys.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (secret, keys) in &self.secrets {
            let mut existing = keys.iter().filter(|(_, store)| store.is_none()).map(|(key, _)| key).peekable();
            if existing.peek().is_some() {
                notes.push(format!("Every cluster must hold the Secret {}/{secret} with these keys:", self.namespace));
                notes.extend(existing.map(|key| format!("  {key}")));
            }
        }
        notes
    }

    /// External Secrets `external-secrets.io/v1`: a store may differ from entry to entry.
    fn external(&self, secret: &str, keys: &BTreeMap<String, Option<Store>>) -> Option<Object> {
        let filled: Vec<(&String, &Store)> =
            keys.iter().filter_map(|(key, store)| Some((key, store.as_ref()?))).collect();
        let (_, first) = filled.first()?;
        let entry = |(key, store): &(&String, &Store)| {
            let mut entry = Map::new();
            entry.insert("secretKey".to_string(), key.as_str().into());
            entry.insert("remoteRef".to_string(), json!({ "key": store.key, "property": key }));
            if (&store.name, &store.kind) != (&first.name, &first.kind) {
                let reference = json!({ "storeRef": { "name": store.name, "kind": store.kind } });
                entry.insert("sourceRef".to_string(), reference);
            }
            Value::Object(entry)
        };
        let entries: Vec<Value> = filled.iter().map(entry).collect();
        // Where others fill the Secret too, External Secrets must not claim the whole of it.
        let policy = if filled.len() == keys.len() { "Owner" } else { "Merge" };
        Some(Object {
            name: format!("{secret}-external"),
            notes: Vec::new(),
            value: json!({
                "apiVersion": "external-secrets.io/v1",
                "kind": "ExternalSecret",
                "metadata": { "name": secret, "namespace": self.namespace },
                "spec": {
                    "refreshInterval": "1h",
                    "secretStoreRef": { "name": first.name, "kind": first.kind },
                    "target": { "name": secret, "creationPolicy": policy },
                    "data": entries,
                },
            }),
        })
    }
}
