//! Secrets of entries: one etcd client configuration for each cluster that somebody reads, under the cluster's name.

use crate::model::Mesh;
use crate::plan::Object;
use crate::yaml::{Value, json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// The Secret of that name. `data`, not `stringData`: a key that is gone must go.
pub fn secret(mesh: &Mesh, name: &str, entries: impl Iterator<Item = (String, String)>) -> Object {
    let entries: BTreeMap<String, String> = entries.map(|(name, entry)| (name, STANDARD.encode(entry))).collect();
    let mut metadata = json!({ "name": name, "namespace": mesh.namespace });
    mark_large(&mut metadata, &entries);
    Object {
        name: name.to_string(),
        notes: Vec::new(),
        value: json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata,
            "type": "Opaque",
            "data": entries,
        }),
    }
}

/// What an entry costs besides its name and its text where the object is written as JSON: quotes, a colon, a comma.
const SURROUNDINGS: usize = 6;

/// What an annotation can hold, but for what else there is in the object
/// (`k8s.io/apimachinery/pkg/api/validation/objectmeta.go`).
const LARGEST_ANNOTATION: usize = 262_144 - 1024;

/// Marks an object that is too large to be applied by the client: there the whole of it goes into an annotation, so the
/// server must apply it.
fn mark_large(metadata: &mut Value, entries: &BTreeMap<String, String>) {
    let size: usize = entries.iter().map(|(name, entry)| name.len() + entry.len() + SURROUNDINGS).sum();
    if let (true, Some(fields)) = (size > LARGEST_ANNOTATION, metadata.as_object_mut()) {
        fields.insert("annotations".to_string(), json!({ "argocd.argoproj.io/sync-options": "ServerSideApply=true" }));
    }
}
