//! `${NAME}` in values, as Flux fills it in (`postBuild` of a Kustomization): where the variables are among
//! the given files, what they hold; where they are not, the text stays as it is, and is nobody's value.

use super::files::File;
use super::read::text_at;
use crate::manifest::kind;
use crate::model;
use crate::yaml::{self, Map, Value};
use std::collections::BTreeMap;

/// The variables of one file.
#[derive(Debug, Clone)]
pub struct Variables {
    /// The file.
    pub source: String,
    /// What each holds.
    texts: BTreeMap<String, String>,
}

/// The variables of files that have some: the data of ConfigMaps, and what a Kustomization substitutes.
pub fn variables(file: &File) -> Option<Variables> {
    let mut texts = BTreeMap::new();
    for document in &file.documents {
        let map = match kind(document) {
            "ConfigMap" if text_at(document, "/metadata/name") != Some(crate::release::CONFIG) => document.get("data"),
            "Kustomization" => document.pointer("/spec/postBuild/substitute"),
            _ => None,
        };
        let fields = map.and_then(Value::as_object).into_iter().flatten();
        let named = fields.filter(|(name, _)| model::is_name(name));
        texts.extend(named.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string()))));
    }
    (!texts.is_empty()).then(|| Variables { source: file.path.clone(), texts })
}

impl Variables {
    /// Whether all of these are among them.
    pub fn have(&self, names: &[String]) -> bool {
        names.iter().all(|name| self.texts.contains_key(name))
    }
}

/// The names of the variables in a value.
pub fn used(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            Value::String(text) => found.extend(model::variables(text).map(|variable| variable.name.to_string())),
            Value::Array(items) => rest.extend(items),
            Value::Object(fields) => rest.extend(fields.values()),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a text is somebody's template.
pub fn is_template(value: &Value) -> bool {
    !used(value).is_empty()
}

/// Values with what the variables hold. The depth is bounded by the reader.
pub fn filled(values: &Map<String, Value>, variables: &[&Variables]) -> Map<String, Value> {
    values.iter().map(|(key, value)| (key.clone(), fill(value, variables))).collect()
}

fn fill(value: &Value, variables: &[&Variables]) -> Value {
    match value {
        Value::String(text) => text_of(text, variables),
        Value::Array(items) => items.iter().map(|item| fill(item, variables)).collect(),
        Value::Object(fields) => Value::Object(filled(fields, variables)),
        other => other.clone(),
    }
}

/// A text with its variables filled in. Flux does so before the text is read: a number becomes one.
fn text_of(text: &str, known: &[&Variables]) -> Value {
    let (mut done, mut end) = (String::new(), 0);
    for variable in model::variables(text) {
        let held = known.iter().find_map(|one| one.texts.get(variable.name).map(String::as_str));
        let Some(held) = held.or_else(|| variable.default()) else { continue };
        done.push_str(text.get(end..variable.start).unwrap_or_default());
        done.push_str(held);
        end = variable.start + variable.whole.len();
    }
    if end == 0 {
        return text.into();
    }
    done.push_str(text.get(end..).unwrap_or_default());
    let read = yaml::read(&done).ok().and_then(|all| all.into_iter().next());
    read.filter(|_| !done.contains('\n')).unwrap_or_else(|| done.into())
}
