//! Flux replaces `${…}` in what it applies (kustomize-controller, `postBuild`): an object that holds it for another
//! reason, such as a shell script, must say that it is not meant.

use crate::plan::{Change, Patch, Target};
use crate::yaml::{Value, json};

/// The changes that guard those of the objects that hold `${`.
pub fn guards(objects: &[Value]) -> Vec<Change> {
    objects.iter().filter(|object| holds(object)).map(|object| guard(object, &Target::of(object))).collect()
}

/// The changes that guard the objects into which other changes bring `${`.
pub fn guards_of(changes: &[Change]) -> Vec<Change> {
    let mut targets: Vec<Target> = Vec::new();
    let mut guards = Vec::new();
    for change in changes {
        let (target, value, holds) = match &change.patch {
            Patch::Merge(value) => (Target::of(value), value.clone(), holds(value)),
            Patch::Json(target, operations) => (target.clone(), Value::Null, operations.iter().any(holds)),
        };
        if holds && !targets.contains(&target) && !is_guarded(&value) {
            guards.push(guard(&value, &target));
            targets.push(target);
        }
    }
    guards
}

const ANNOTATION: &str = "kustomize.toolkit.fluxcd.io/substitute";

fn guard(object: &Value, target: &Target) -> Change {
    let stated = object.get("apiVersion").and_then(Value::as_str);
    let version = stated.map_or_else(|| version(target), str::to_string);
    let mut metadata = json!({ "name": target.name });
    if let (false, Some(fields)) = (target.namespace.is_empty(), metadata.as_object_mut()) {
        fields.insert("namespace".to_string(), target.namespace.clone().into());
    }
    if let Some(fields) = metadata.as_object_mut() {
        fields.insert("annotations".to_string(), json!({ ANNOTATION: "disabled" }));
    }
    let value = json!({ "apiVersion": version, "kind": target.kind, "metadata": metadata });
    Change { name: format!("substitute-{}-{}", target.kind.to_lowercase(), target.name), patch: Patch::Merge(value) }
}

/// The API version of a target that only a JSON patch names: kustomize matches the group, whatever the version.
fn version(target: &Target) -> String {
    if target.group.is_empty() { "v1".to_string() } else { format!("{}/v1", target.group) }
}

fn is_guarded(object: &Value) -> bool {
    object.pointer("/metadata/annotations").and_then(|annotations| annotations.get(ANNOTATION)).is_some()
}

/// Whether any text in a value holds `${`. The depth is bounded by the readers of KDL and YAML.
fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("${"),
        Value::Array(values) => values.iter().any(holds),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains("${") || holds(value)),
        _ => false,
    }
}
