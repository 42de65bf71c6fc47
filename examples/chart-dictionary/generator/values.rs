//! What a value of a chart is: its type from the chart's schema, or else from its default; its default; what
//! a change of it reaches.
//!
//! As the dictionary writes it: letters for the types that it may have (`b`oolean, `i`nteger, `n`umber,
//! `s`tring, `l`ist, `m`ap, `?` null; `*` alone is any), `<…>` for those of a list's items, `+` for a map
//! whose keys are the user's, since templates take it whole or nothing is known to be in it; `/` with `c` for
//! `cilium-config` and `a` for the pods of the agents; `of` a list of the only values; `=` the default.

use super::template::{Reads, is_within, join};
use meshc::yaml::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A value of a chart.
#[derive(Debug, Default)]
pub struct Entry {
    /// Letters; none for any.
    types: String,
    /// Letters of a list's items.
    items: String,
    /// The only values.
    choices: Vec<Value>,
    default: Option<Value>,
    /// Whether nothing is known to be in it.
    is_leaf: bool,
}

/// The values that `values.yaml` and the schema have.
pub fn of_defaults(defaults: &Value, schema: Option<&Value>) -> BTreeMap<String, Entry> {
    let mut found = BTreeMap::new();
    children("", defaults, schema, &mut found);
    found
}

fn children(path: &str, defaults: &Value, schema: Option<&Value>, found: &mut BTreeMap<String, Entry>) {
    let empty = Map::new();
    let defaults = defaults.as_object().unwrap_or(&empty);
    let properties = schema.and_then(|schema| schema.get("properties")).and_then(Value::as_object).unwrap_or(&empty);
    // A name with dots is a label or an annotation, in a map whose keys are the user's.
    let names = defaults.keys().chain(properties.keys()).filter(|name| !name.contains(['.', ' ']));
    let names: BTreeSet<&String> = names.collect();
    for name in names {
        let (default, property) = (defaults.get(name), properties.get(name));
        let below = join(path, name);
        found.insert(below.clone(), entry(name, default, schema.map(|_| property.unwrap_or(&Value::Null)), defaults));
        children(&below, default.unwrap_or(&Value::Null), property.or(schema.map(|_| &Value::Null)), found);
    }
}

fn entry(name: &str, default: Option<&Value>, schema: Option<&Value>, beside: &Map<String, Value>) -> Entry {
    // The tag and the digest of an image are each release's own.
    let is_of_image = beside.contains_key("repository") && ["tag", "digest"].contains(&name);
    let (types, items, choices) = match schema {
        Some(schema) => of_schema(schema),
        None => (of_default(default), String::new(), Vec::new()),
    };
    // What is in a map has lines of its own.
    let has_default = |value: &&Value| !value.is_object() && !value.is_null() && !is_of_image;
    Entry { types, items, choices, default: default.filter(has_default).cloned(), ..Entry::default() }
}

/// The types that a schema allows, those of a list's items, and the only values.
fn of_schema(schema: &Value) -> (String, String, Vec<Value>) {
    let list = |value: Option<&Value>| match value {
        Some(Value::Array(list)) => list.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    };
    let alternatives: Vec<&Value> = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().collect();
    let schemas = || std::iter::once(schema).chain(alternatives.iter().copied());
    let choices: Vec<Value> = schemas().flat_map(|schema| list(schema.get("enum")).into_iter()).collect();
    let mut types: String = schemas().flat_map(|schema| list(schema.get("type"))).map(|name| letter(&name)).collect();
    types.extend(choices.iter().map(of_value));
    // Choices without a type of theirs stand for it; the schemas have nothing else.
    let items = schema.get("items").map_or(String::new(), |items| {
        let any_of: Vec<Value> = list(items.get("anyOf"));
        let of_items = std::iter::once(items).chain(&any_of);
        let types: Vec<Value> = of_items.flat_map(|item| list(item.get("type"))).collect();
        // An alternative without a type takes anything.
        let is_any = any_of.iter().any(|item| item.get("type").is_none());
        if is_any { String::new() } else { types.iter().map(letter).collect() }
    });
    (sorted(&types), sorted(&items), choices)
}

fn letter(name: &Value) -> char {
    match name.as_str().unwrap() {
        "null" => '?',
        "boolean" => 'b',
        "integer" => 'i',
        "number" => 'n',
        "string" => 's',
        "array" => 'l',
        "object" => 'm',
        other => panic!("the schema has a type {other}"),
    }
}

fn of_value(value: &Value) -> char {
    match value {
        Value::Null => '?',
        Value::Bool(_) => 'b',
        Value::Number(number) if number.is_f64() => 'n',
        Value::Number(_) => 'i',
        Value::String(_) => 's',
        Value::Array(_) => 'l',
        Value::Object(_) => 'm',
    }
}

/// The types of a value that no schema describes: templates write any scalar in the place of another, but
/// take a text for true.
fn of_default(default: Option<&Value>) -> String {
    match default {
        None | Some(Value::Null) => String::new(),
        Some(Value::Number(_)) => "ins".to_string(),
        Some(Value::String(_)) => "bins".to_string(),
        Some(value) => of_value(value).to_string(),
    }
}

fn sorted(letters: &str) -> String {
    let letters: BTreeSet<char> = letters.chars().collect();
    letters.into_iter().collect()
}

/// Adds the values that templates read without a default, and makes maps of what templates read in.
pub fn add_read(found: &mut BTreeMap<String, Entry>, reads: &Reads) {
    let paths: Vec<String> = found.keys().cloned().collect();
    for path in paths {
        let has_children = found.keys().any(|other| other != &path && is_within(other, &path));
        let entry = found.get_mut(&path).unwrap();
        if has_children && entry.types.is_empty() {
            entry.types = "m".to_string();
        } else if entry.types.is_empty() && entry.default.is_none() && reads.listed.contains(&path) {
            entry.types = "?l".to_string();
        }
    }
    for read in &reads.known {
        let is_item = read.split('.').any(|key| key == "*");
        let above: Vec<&str> = read.match_indices('.').map(|(at, _)| &read[..at]).collect();
        let is_others =
            |above: &&str| reads.whole.contains(*above) || found.get(*above).is_some_and(|entry| !entry.may_be_map());
        if !is_item && !above.iter().any(is_others) {
            for path in above.iter().copied().chain([read.as_str()]) {
                found.entry(path.to_string()).or_default();
            }
        }
    }
    let paths: BTreeSet<String> = found.keys().cloned().collect();
    for (path, entry) in found {
        entry.is_leaf = !paths.iter().any(|other| other != path && is_within(other, path));
    }
}

impl Entry {
    fn may_be_map(&self) -> bool {
        self.types.is_empty() || self.types.contains('m')
    }

    /// As the dictionary has it.
    pub fn text(&self, path: &str, reads: &Reads) -> String {
        let mut text = if self.types.is_empty() { "*".to_string() } else { self.types.clone() };
        if !self.items.is_empty() {
            text += &format!("<{}>", self.items);
        }
        let is_bare_map = self.is_leaf && self.types.contains('m');
        if is_bare_map || (self.may_be_map() && reads.whole.contains(path)) {
            text.push('+');
        }
        let reaches = |reached: &BTreeSet<String>| {
            let is_whole = |read: &String| is_within(path, read) && reads.whole.contains(read);
            reached.contains(path) || reached.iter().any(is_whole)
        };
        let reach = [(&reads.config, 'c'), (&reads.agents, 'a')];
        let reach: String =
            reach.into_iter().filter(|(reached, _)| reaches(reached)).map(|(_, letter)| letter).collect();
        if !reach.is_empty() {
            text += &format!("/{reach}");
        }
        if !self.choices.is_empty() {
            text += &format!(" of {}", Value::from(self.choices.clone()));
        }
        if let Some(default) = &self.default {
            text += &format!(" = {default}");
        }
        text
    }
}
