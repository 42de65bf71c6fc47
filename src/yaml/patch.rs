//! Changes of values: JSON patches as RFC 6902 has them, and strategic merges as Kubernetes has them.

use super::{Map, Value};
use crate::limits::COPIES;
use crate::work;
use json_patch::PatchOperation;

/// Why a JSON patch does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchError {
    /// Which of its operations, from 0.
    pub operation: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Whether the object would be too large.
    pub kind: PatchErrorKind,
}

/// What keeps a JSON patch from being applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchErrorKind {
    /// The object has no place for it.
    DoesNotApply,
    /// Its copies would make the object too large: each may double it.
    TooBig,
}

/// Applies the operations of a JSON patch in their order.
///
/// # Errors
/// When one does not apply; the value is then as it was.
pub fn patch(value: &mut Value, operations: &[Value]) -> Result<(), PatchError> {
    let mut read = Vec::with_capacity(operations.len());
    work::steps(operations.len());
    for (index, operation) in operations.iter().enumerate() {
        let operation: PatchOperation = serde_json::from_value(operation.clone())
            .map_err(|error| PatchError::does_not_apply(index, error.to_string()))?;
        read.push(operation);
    }
    if read.iter().any(|operation| matches!(operation, PatchOperation::Copy(_))) {
        let mut patched = value.clone();
        copy_and_patch(&mut patched, &read)?;
        *value = patched;
        return Ok(());
    }
    json_patch::patch(value, &read).map_err(|error| PatchError::does_not_apply(error.operation, error.kind.to_string()))
}

impl PatchError {
    fn does_not_apply(operation: usize, message: String) -> PatchError {
        PatchError { operation, message, kind: PatchErrorKind::DoesNotApply }
    }
}

/// Applies operations with copies among them, as long as what they copy has room; stops in the middle.
fn copy_and_patch(value: &mut Value, operations: &[PatchOperation]) -> Result<(), PatchError> {
    let mut left = COPIES.most.saturating_sub(size(value, COPIES.most));
    for (index, operation) in operations.iter().enumerate() {
        if let PatchOperation::Copy(copy) = operation {
            let copied = value.pointer(copy.from.as_str()).map_or(0, |copied| size(copied, left + 1));
            left = left.checked_sub(copied).ok_or_else(|| PatchError {
                operation: index,
                message: COPIES.to_string(),
                kind: PatchErrorKind::TooBig,
            })?;
        }
        json_patch::patch(value, std::slice::from_ref(operation))
            .map_err(|error| PatchError::does_not_apply(index, error.kind.to_string()))?;
    }
    Ok(())
}

/// About how many bytes a value has as text; no more than `most` are counted.
fn size(value: &Value, most: usize) -> usize {
    let (mut size, mut rest) = (0_usize, vec![value]);
    while let Some(value) = rest.pop().filter(|_| size < most) {
        work::step();
        match value {
            Value::Object(fields) => {
                size += fields.keys().map(|key| key.len() + 4).sum::<usize>();
                rest.extend(fields.values());
            }
            Value::Array(items) => rest.extend(items),
            Value::String(text) => size += text.len(),
            _ => {}
        }
        size += 4;
    }
    size.min(most)
}

/// Merges a strategic merge patch into a value: maps are merged, null removes, a list is replaced unless
/// Kubernetes merges it by a key.
pub fn merge(value: &mut Value, patch: &Value) {
    merge_field(value, patch, "");
}

/// Lists that Kubernetes merges, with the field that distinguishes their items (`patchMergeKey` in
/// `core/v1/types.go`). `ports` is the list of a Service; meshc changes no container's.
const MERGE_KEYS: &[(&str, &str)] = &[
    ("containers", "name"),
    ("env", "name"),
    ("hostAliases", "ip"),
    ("imagePullSecrets", "name"),
    ("initContainers", "name"),
    ("ports", "port"),
    ("volumeMounts", "mountPath"),
    ("volumes", "name"),
];

/// The depth is bounded by the patches, which meshc makes itself.
fn merge_field(value: &mut Value, patch: &Value, name: &str) {
    match (value, patch) {
        (Value::Object(fields), Value::Object(changes)) => merge_fields(fields, changes),
        (Value::Array(items), Value::Array(changes)) => {
            let key = MERGE_KEYS.iter().find(|(list, _)| *list == name).map(|(_, key)| *key);
            match key {
                Some(key) => merge_items(items, changes, key),
                None => items.clone_from(changes),
            }
        }
        (value, patch) => *value = without_nulls(patch),
    }
}

fn merge_fields(fields: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, change) in changes {
        match fields.get_mut(name) {
            _ if change.is_null() => {
                fields.shift_remove(name);
            }
            Some(field) => merge_field(field, change, name),
            None => {
                fields.insert(name.clone(), without_nulls(change));
            }
        }
    }
}

/// The items that a patch names come first, as kustomize has it (`kyaml/yaml/walk/associative_sequence.go`,
/// prepending).
fn merge_items(items: &mut Vec<Value>, changes: &[Value], key: &str) {
    let mut merged = Vec::with_capacity(items.len() + changes.len());
    for change in changes {
        let same = |item: &Value| item.get(key).is_some() && item.get(key) == change.get(key);
        match items.iter().position(same) {
            Some(index) => {
                let mut item = items.remove(index);
                merge_field(&mut item, change, "");
                merged.push(item);
            }
            None => merged.push(without_nulls(change)),
        }
    }
    merged.append(items);
    *items = merged;
}

/// A value that is added: what it would remove is not there.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name.clone(), without_nulls(value))).collect())
        }
        value => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn maps_merge_null_removes_and_lists_merge_by_their_key() {
        let mut value = json!({
            "data": { "a": "1", "b": "2" },
            "volumes": [{ "name": "y" }, { "name": "x", "secret": { "secretName": "s" } }],
            "args": ["a"],
        });
        let patch = json!({
            "data": { "b": null, "c": "3" },
            "volumes": [{ "name": "x", "secret": null, "projected": {} }, { "name": "z" }],
            "args": ["b"],
        });
        merge(&mut value, &patch);
        let merged = json!({
            "data": { "a": "1", "c": "3" },
            "volumes": [{ "name": "x", "projected": {} }, { "name": "z" }, { "name": "y" }],
            "args": ["b"],
        });
        assert_eq!(value, merged);
    }

    #[test]
    fn copies_do_not_double_an_object_for_ever() {
        let mut value = json!({ "a": { "text": "x".repeat(10_000) } });
        let copy = |number: usize| json!({ "op": "copy", "from": "/a", "path": format!("/a/{number}") });
        let copies: Vec<Value> = (0..30).map(copy).collect();
        let error = patch(&mut value, &copies).unwrap_err();
        assert_eq!((error.operation, error.kind), (6, PatchErrorKind::TooBig));
        assert_eq!(value.pointer("/a").unwrap().as_object().unwrap().len(), 1);
        assert!(patch(&mut value, &copies[..6]).is_ok());
    }

    #[test]
    fn a_patch_applies_whole_or_not_at_all() {
        let mut value = json!({ "a": [1] });
        let operations = [json!({ "op": "add", "path": "/a/-", "value": 2 }), json!({ "op": "remove", "path": "/b" })];
        let error = patch(&mut value, &operations).unwrap_err();
        assert_eq!((error.operation, &value), (1, &json!({ "a": [1] })));
        assert_eq!(error.kind, PatchErrorKind::DoesNotApply);
        assert!(patch(&mut value, &operations[..1]).is_ok());
        assert_eq!(value, json!({ "a": [1, 2] }));
    }
}
