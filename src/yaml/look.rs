//! Looking into values: by paths with dots, by pointers (RFC 6901), and into the fields of objects.

use super::Value;

/// The value at a path with dots between its keys; the value itself at an empty one.
pub fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').filter(|key| !key.is_empty()).try_fold(value, |value, key| value.get(key))
}

/// The items of the list at a pointer, or none.
pub fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The texts of a list in a field, each with its index.
pub fn texts<'v>(value: &'v Value, list: &str) -> impl Iterator<Item = (usize, &'v str)> {
    let items = value.get(list).and_then(Value::as_array).into_iter().flatten().enumerate();
    items.filter_map(|(index, item)| Some((index, item.as_str()?)))
}

/// The text in a field; empty where there is none.
pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or("")
}

/// The text at a pointer; empty where there is none.
pub fn text_at<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// Whether nothing is in a value: null, or an empty text, list or map.
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether it is off, or nothing is in it: what the templates of a chart pass over.
pub fn is_off(value: &Value) -> bool {
    *value == Value::Bool(false) || is_nothing(value)
}

/// Whether SOPS has encrypted a document: what it leaves there (`stores/stores.go`, v3.8 to 3.10).
pub fn is_encrypted(document: &Value) -> bool {
    document.get("sops").is_some_and(|sops| sops.get("mac").is_some())
}

/// A key as a step of a pointer.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that a step of a pointer is.
pub fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// A value as the text of a key of `cilium-config`, of a record or of a report: what is no string as JSON.
pub fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// The same with commas between the items of a list, and empty where there is nothing.
pub fn joined(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(joined).collect::<Vec<_>>().join(","),
        Value::Object(fields) if fields.is_empty() => String::new(),
        other => plain_text(other),
    }
}
