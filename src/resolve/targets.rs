//! Objects of a base, and changes of them: a strategic merge where lists have merge keys, a JSON patch where
//! one has none.
//!
//! What the base lacks is not found and not changed: a rule refuses such a base.

use crate::plan::{Author, Change, Patch, Target};
use crate::yaml::{Map, Value, json};

/// A strategic merge of fields into an object. None without fields.
pub fn merge(name: &str, target: &Target, fields: Map<String, Value>) -> Option<Change> {
    let patch = (!fields.is_empty()).then(|| target.merge(&fields))?;
    Some(Change { name: name.to_string(), patch, author: Author::Mesh })
}

/// A JSON patch of an object; none without operations.
pub fn json_patch(name: &str, target: &Target, operations: Vec<Value>) -> Option<Change> {
    let patch = (!operations.is_empty()).then(|| Patch::Json(target.clone(), operations))?;
    Some(Change { name: name.to_string(), patch, author: Author::Mesh })
}

/// Puts a value in the place of the one that is there, and of no other: a base that has become another one
/// meanwhile fails instead of being changed in the wrong place.
pub fn replace(path: &str, current: &Value, wanted: Value) -> [Value; 2] {
    [holds(path, current), json!({ "op": "replace", "path": path, "value": wanted })]
}

/// Removes a value from a list or a map.
pub fn remove(path: &str) -> Value {
    json!({ "op": "remove", "path": path })
}

/// Adds a value.
pub fn add(path: &str, value: Value) -> Value {
    json!({ "op": "add", "path": path, "value": value })
}

/// Goes on only where that value is.
pub fn holds(path: &str, current: &Value) -> Value {
    json!({ "op": "test", "path": path, "value": current })
}
