//! Flux replaces `${…}` in what it applies (kustomize-controller, `postBuild`): an object that holds it for another
//! reason, such as a shell script, must say that it is not meant.

use crate::yaml::{Map, Value};

/// The annotation that says so.
pub const ANNOTATION: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Whether any text in a value holds `${`. The depth is bounded by the readers of KDL and YAML.
pub fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("${"),
        Value::Array(values) => values.iter().any(holds),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains("${") || holds(value)),
        _ => false,
    }
}

/// The object, which says that `${` in it is not meant, where there is one.
pub fn guarded(mut object: Value) -> Value {
    if let (true, Some(metadata)) = (holds(&object), object.get_mut("metadata").and_then(Value::as_object_mut)) {
        let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
        if let Some(annotations) = annotations.as_object_mut() {
            annotations.insert(ANNOTATION.to_string(), "disabled".into());
        }
    }
    object
}
