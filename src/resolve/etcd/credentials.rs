//! The key material of the clusters' etcds: which Secrets must have which keys, who fills them, how agents
//! see them.
//!
//! meshc refers to key material by name and never reads any. Every agent reads its own cluster's etcd and
//! those of all peers, so every cluster needs the key material of all of these.

use super::super::credentials::{Fills, KEPT, external_secret};
use crate::model::{Cluster, DEFAULT_ETCD_SECRET, Mesh, Origin, Store};
use crate::plan::{Encrypted, Object};
use crate::release::MESH_FOLDER;
use crate::yaml::{Value, json};
use std::collections::BTreeMap;

/// The keys of every Secret that agents need, with what each comes from.
pub struct Keys {
    namespace: String,
    secrets: BTreeMap<String, BTreeMap<String, Origin>>,
}

/// A projected volume that takes the place of one of the base.
pub struct KeyVolume {
    /// The name of the one in the base.
    pub of_base: &'static str,
    /// What is in it.
    pub source: Value,
}

impl Keys {
    /// The keys that the `tls` and `credentials` of those clusters name.
    pub fn of(mesh: &Mesh, clusters: &[&Cluster]) -> Keys {
        let mut secrets: BTreeMap<String, BTreeMap<String, Origin>> = BTreeMap::new();
        for cluster in clusters {
            let credentials = &cluster.etcd.credentials;
            for key in cluster.etcd.tls.get().into_iter().flat_map(|tls| tls.keys()) {
                let keys = secrets.entry(credentials.secret.clone()).or_default();
                keys.insert(key.to_string(), credentials.origin().clone());
            }
        }
        Keys { namespace: mesh.namespace().to_string(), secrets }
    }

    /// What agents see the keys in `folder` through, where the base's own volume would not contain them. In a
    /// projected volume without `items` every key of every Secret becomes a file.
    pub fn volume(&self, folder: &str) -> Option<KeyVolume> {
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
        Some(KeyVolume { of_base: name, source: json!({ "defaultMode": 420, "sources": sources }) })
    }

    /// An ExternalSecret for each Secret that External Secrets fills.
    pub fn objects(&self) -> Vec<Object> {
        self.secrets.iter().filter_map(|(secret, keys)| self.external(secret, keys)).collect()
    }

    /// What must be in each cluster before agents start: a line for each Secret and each of its keys.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (secret, keys) in &self.secrets {
            let existing = keys.iter().filter(|(_, origin)| **origin == Origin::Existing);
            let mut existing = existing.map(|(key, _)| key).peekable();
            if existing.peek().is_some() {
                notes.push(format!("Every cluster must hold the Secret {}/{secret} with these keys:", self.namespace));
                notes.extend(existing.map(|key| format!("  {key}")));
            }
        }
        notes
    }

    /// The Secrets that the user keeps encrypted.
    pub fn encrypted(&self) -> Vec<Encrypted> {
        let is_encrypted =
            |(_, keys): &(&String, &BTreeMap<String, Origin>)| keys.values().any(|origin| *origin == Origin::Sops);
        let encrypted = |(secret, keys): (&String, &BTreeMap<String, Origin>)| Encrypted {
            secret: secret.clone(),
            namespace: self.namespace.clone(),
            kind: "Opaque".to_string(),
            keys: keys.keys().cloned().collect(),
        };
        self.secrets.iter().filter(is_encrypted).map(encrypted).collect()
    }

    fn external(&self, secret: &str, keys: &BTreeMap<String, Origin>) -> Option<Object> {
        let filled: Vec<(&str, &Store)> =
            keys.iter().filter_map(|(key, origin)| Some((key.as_str(), origin.store()?))).collect();
        // Where others fill the Secret too, External Secrets must not claim the whole of it.
        let policy = if filled.len() == keys.len() { KEPT } else { "Merge" };
        let fills = Fills { policy, kind: "Opaque", keys: filled };
        (!fills.keys.is_empty()).then(|| external_secret(&self.namespace, secret, &fills))
    }
}
