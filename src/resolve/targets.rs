//! Objects of a base, and changes of them: a strategic merge where lists have merge keys, a JSON patch where one has none.
//!
//! What the base lacks is not found and not changed: a rule refuses such a base.

use crate::manifest::identity;
use crate::plan::{Author, Change, Patch, Target};
use crate::yaml::{Map, Value, json};

/// The object of that kind and name in a namespace; an empty one for objects that have none.
pub fn find<'b>(base: &'b [Value], kind: &str, name: &str, namespace: &str) -> Option<&'b Value> {
    let is_meant = |object: &&Value| {
        identity(object).is_some_and(|id| id.kind == kind && id.name == name && id.namespace == namespace)
    };
    base.iter().find(is_meant)
}

/// A strategic merge of fields into an object; what `metadata` says among them joins its name. None without fields.
pub fn merge(name: &str, target: &Target, mut fields: Map<String, Value>) -> Option<Change> {
    if fields.is_empty() {
        return None;
    }
    let mut metadata = Map::new();
    metadata.insert("name".to_string(), target.name.clone().into());
    if !target.namespace.is_empty() {
        metadata.insert("namespace".to_string(), target.namespace.clone().into());
    }
    if let Some(Value::Object(more)) = fields.shift_remove("metadata") {
        metadata.extend(more);
    }
    let mut object = Map::new();
    object.insert("apiVersion".to_string(), target.api_version.clone().into());
    object.insert("kind".to_string(), target.kind.clone().into());
    object.insert("metadata".to_string(), Value::Object(metadata));
    object.extend(fields);
    Some(Change { name: name.to_string(), patch: Patch::Merge(Value::Object(object)), author: Author::Mesh })
}

/// A JSON patch of an object; none without operations.
pub fn json_patch(name: &str, target: &Target, operations: Vec<Value>) -> Option<Change> {
    let patch = (!operations.is_empty()).then(|| Patch::Json(target.clone(), operations))?;
    Some(Change { name: name.to_string(), patch, author: Author::Mesh })
}

/// Puts a value in the place of the one that stands there, and of no other: a base that has become another one meanwhile
/// fails instead of being changed in the wrong place.
pub fn replace(path: &str, stands: &Value, wanted: Value) -> [Value; 2] {
    [holds(path, stands), json!({ "op": "replace", "path": path, "value": wanted })]
}

/// Removes a value from a list or a map.
pub fn remove(path: &str) -> Value {
    json!({ "op": "remove", "path": path })
}

/// Adds a value.
pub fn add(path: &str, value: Value) -> Value {
    json!({ "op": "add", "path": path, "value": value })
}

/// Goes on only where that value stands.
pub fn holds(path: &str, stands: &Value) -> Value {
    json!({ "op": "test", "path": path, "value": stands })
}

/// The items of a list, or none.
pub fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The text in a field, or nothing.
pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or("")
}
