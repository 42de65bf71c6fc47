//! Secrets of entries: one etcd client configuration for each cluster that somebody reads, under the
//! cluster's name.

use crate::model::Mesh;
use crate::plan::Object;
use crate::yaml::json;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// The Secret of that name. `data`, not `stringData`: a key that is gone must go.
pub fn secret(mesh: &Mesh, name: &str, entries: impl Iterator<Item = (String, String)>) -> Object {
    let entries: BTreeMap<String, String> = entries.map(|(name, entry)| (name, STANDARD.encode(entry))).collect();
    Object {
        name: name.to_string(),
        notes: Vec::new(),
        value: json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": { "name": name, "namespace": mesh.namespace() },
            "type": "Opaque",
            "data": entries,
        }),
    }
}
