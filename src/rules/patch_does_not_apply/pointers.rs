//! JSON pointers (RFC 6901) in findings: what is wrong with one, how far it leads, and what is there.

use crate::diagnostic::nearest;
use crate::facts::clusters::shown;
use crate::words::choices;
use crate::yaml::{Value, escaped};

/// What is wrong with a text as a JSON pointer, and what to write.
pub fn flaw(pointer: &str) -> Option<(String, String)> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        let help = format!("start it with `/`: {}", shown(&format!("/{pointer}")));
        return Some((format!("{} is not a JSON pointer", shown(pointer)), help));
    }
    let mut escapes = pointer.split('~').skip(1);
    escapes.any(|rest| !rest.starts_with(['0', '1'])).then(|| {
        let help = "write `~0` for `~` and `~1` for `/` in a key";
        (format!("{} has a `~` that escapes nothing", shown(pointer)), help.to_string())
    })
}

/// The way that a pointer leads into a value.
#[derive(Debug)]
pub struct Way<'v> {
    /// The longest part of the pointer that leads somewhere.
    pub prefix: String,
    /// Where that leads.
    pub value: &'v Value,
    /// The steps after it, escaped.
    pub rest: Vec<String>,
}

/// How far a pointer leads into a value.
pub fn follow<'v>(value: &'v Value, pointer: &str) -> Way<'v> {
    let mut way = Way { prefix: String::new(), value, rest: Vec::new() };
    let mut steps = pointer.split('/').skip(1).map(str::to_string);
    for step in steps.by_ref() {
        match way.value.pointer(&format!("/{step}")) {
            Some(next) => {
                way.value = next;
                way.prefix = format!("{}/{step}", way.prefix);
            }
            None => {
                way.rest.push(step);
                break;
            }
        }
    }
    way.rest.extend(steps);
    way
}

/// Where else a pointer could lead from where it ends.
pub fn advice(way: &Way<'_>) -> String {
    let place = if way.prefix.is_empty() { "the object".to_string() } else { shown(&way.prefix) };
    match way.value {
        Value::Object(fields) if fields.is_empty() => format!("write a path that exists: {place} is empty"),
        Value::Object(fields) => {
            let step = way.rest.first().map(String::as_str).unwrap_or_default();
            let slashed = (2..=way.rest.len()).filter_map(|steps| Some(way.rest.get(..steps)?.join("/")));
            let unescaped = slashed.into_iter().find(|key| fields.contains_key(key));
            let keys = fields.keys().map(String::as_str);
            match (unescaped, nearest(step, keys.clone())) {
                (Some(key), _) => {
                    let path = format!("{}/{}", way.prefix, escaped(&key));
                    format!("write `~1` for the `/` in a key: {}", shown(&path))
                }
                (None, Some(key)) => format!("did you mean `{}/{key}`?", way.prefix),
                (None, None) => format!("choose one of the keys of {place}: {}", choices(keys)),
            }
        }
        Value::Array(items) => match items.len() {
            0 => format!("append with `{}/-`: the list is empty", way.prefix),
            1 => format!("use the index 0, or `-` to append: {place} has one item"),
            many => format!("use an index from 0 to {}, or `-` to append: {place} has {many} items", many - 1),
        },
        scalar => format!("write a path that exists: {place} ends in {}", text(scalar)),
    }
}

/// A value as JSON, for a sentence.
pub fn text(value: &Value) -> String {
    shown(&value.to_string())
}
