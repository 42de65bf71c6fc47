//! Values one by one, each with the keys that lead to it.

use super::{Map, Value};

/// Every value that is no map with anything in it, with its keys. The depth is bounded by the readers.
pub fn leaves(values: &Map<String, Value>) -> Vec<(Vec<String>, Value)> {
    let mut found = Vec::new();
    gather(values, &mut Vec::new(), &mut found);
    found
}

fn gather(values: &Map<String, Value>, keys: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
    for (key, value) in values {
        keys.push(key.clone());
        match value {
            Value::Object(inner) if !inner.is_empty() => gather(inner, keys, found),
            other => found.push((keys.clone(), other.clone())),
        }
        keys.pop();
    }
}
