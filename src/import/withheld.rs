//! Key material in values, which is never copied: it is taken out, and named by its path.

use crate::manifest::key_material::{self, Found};
use crate::yaml::{Map, Value};

/// Values without key material, and a sentence for each that was taken out. Of a list the item that holds it
/// goes, and no other.
pub fn without_secrets(values: &Map<String, Value>) -> (Map<String, Value>, Vec<String>) {
    let secrets = key_material::in_values(values);
    let kept = values.iter().filter_map(|(key, value)| Some((key.clone(), pruned(value, key, &secrets)?)));
    (kept.collect(), secrets.iter().map(sentence).collect())
}

fn sentence(found: &Found) -> String {
    let advice = if found.path.ends_with("].value") {
        "; put it into a Secret, and name that with `valueFrom`"
    } else if found.path.split('.').any(|key| key == "tls") {
        ""
    } else {
        "; put it into a Secret"
    };
    format!("{}: {}{advice}", found.path, found.kind.noun())
}

/// What stays of a value; nothing where nothing does. The depth is bounded by the reader.
fn pruned(value: &Value, path: &str, secrets: &[Found]) -> Option<Value> {
    let is_within = |found: &&Found| {
        found.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let own: Vec<&Found> = secrets.iter().filter(is_within).collect();
    if own.is_empty() {
        return Some(value.clone());
    }
    match value {
        Value::Object(fields) if !own.iter().any(|found| found.path == path) => {
            let kept = fields
                .iter()
                .filter_map(|(key, field)| Some((key.clone(), pruned(field, &format!("{path}.{key}"), secrets)?)));
            let kept: Map<String, Value> = kept.collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => {
            let kept: Vec<Value> = items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| item_of(item, &format!("{path}[{index}]"), secrets))
                .collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        _ => None,
    }
}

/// An item of a list: as a whole, or not at all, unless what holds the secret is a list in it.
fn item_of(item: &Value, path: &str, secrets: &[Found]) -> Option<Value> {
    let rest = |found: &Found| found.path.strip_prefix(path).map(str::to_string);
    let own: Vec<String> =
        secrets.iter().filter_map(rest).filter(|rest| rest.is_empty() || rest.starts_with(['.', '['])).collect();
    if own.iter().any(|rest| !rest.contains('[')) { None } else { pruned(item, path, secrets) }
}
