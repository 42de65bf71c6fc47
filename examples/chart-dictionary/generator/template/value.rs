//! What an expression of a template may be, as far as values of the chart are concerned.

use std::collections::{BTreeMap, BTreeSet};

/// A value: what it is, and all values of the chart that it depends on.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// What it is.
    pub kind: Kind,
    /// The paths that it depends on.
    pub from: BTreeSet<String>,
}

/// What a value is.
#[derive(Debug, Clone, Default)]
pub enum Kind {
    /// Nothing whose fields matter.
    #[default]
    Other,
    /// What templates begin with: `.Values` is in it.
    Root,
    /// One of these values of the chart.
    At(BTreeSet<String>),
    /// A list that the template makes.
    List(Vec<Value>),
    /// A map that the template makes.
    Dict(BTreeMap<String, Value>),
    /// The text of a file of the chart.
    File(String),
}

impl Value {
    /// A field of it.
    pub fn field(&self, name: &str) -> Value {
        match &self.kind {
            Kind::Root if name == "Values" => {
                Value { kind: Kind::At(BTreeSet::from([String::new()])), ..Value::default() }
            }
            Kind::At(paths) => {
                let paths: BTreeSet<String> = paths.iter().map(|path| join(path, name)).collect();
                Value { from: paths.clone(), kind: Kind::At(paths) }
            }
            Kind::Dict(fields) => fields.get(name).cloned().unwrap_or_default(),
            _ => Value { kind: Kind::Other, from: self.from.clone() },
        }
    }

    /// One of several values.
    pub fn any(values: Vec<Value>) -> Value {
        let from = values.iter().flat_map(|value| value.from.iter().cloned()).collect();
        let mut paths = BTreeSet::new();
        let mut other = Kind::Other;
        for value in values {
            match value.kind {
                Kind::At(more) => paths.extend(more),
                Kind::Other => {}
                kind => other = kind,
            }
        }
        Value { from, kind: if paths.is_empty() { other } else { Kind::At(paths) } }
    }

    /// What depends on several values and is none of them.
    pub fn made_of(values: &[Value]) -> Value {
        Value { kind: Kind::Other, from: values.iter().flat_map(|value| value.from.iter().cloned()).collect() }
    }
}

/// A path and a key below it.
pub fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}
