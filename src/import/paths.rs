//! Paths with dots between the keys of values, as Helm's `--set` and Flux's `targetPath` have them.

use crate::yaml::{Map, Value};

/// A value below the keys of a path.
pub fn at_path(path: &str, value: Value) -> Value {
    keys(path).into_iter().rev().fold(value, |value, key| Value::Object(Map::from_iter([(key, value)])))
}

/// The keys of a path; a dot after `\` is a part of a key.
fn keys(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '.' => keys.push(String::new()),
            '\\' => push(&mut keys, chars.next().unwrap_or('\\')),
            other => push(&mut keys, other),
        }
    }
    keys
}

fn push(keys: &mut [String], c: char) {
    if let Some(last) = keys.last_mut() {
        last.push(c);
    }
}

/// Puts a value below keys, over what is there.
pub fn insert(values: &mut Map<String, Value>, keys: &[String], value: Value) {
    let Some((last, above)) = keys.split_last() else { return };
    let mut fields = values;
    for key in above {
        let inner = fields.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
        if !inner.is_object() {
            *inner = Value::Object(Map::new());
        }
        let Value::Object(inner) = inner else { return };
        fields = inner;
    }
    fields.insert(last.clone(), value);
}
