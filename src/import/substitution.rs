//! `${NAME}` in values, as Flux fills it in (`postBuild` of a Kustomization): where the variables are among
//! the given files, what they hold; where they are not, the text stays as it is, and is nobody's value.

use super::files::File;
use crate::manifest::kind;
use crate::model;
use crate::release::CONFIG;
use crate::yaml::{self, Map, Value};
use std::collections::BTreeMap;

/// Variables that are filled in together.
#[derive(Debug, Clone)]
pub struct Variables {
    /// The file.
    pub source: String,
    /// Where they count.
    pub place: String,
    /// What each holds.
    texts: BTreeMap<String, String>,
}

/// The variables of files that have some: the data of ConfigMaps, and what a Kustomization substitutes. Where
/// two documents of a file have others for one name, they are of two clusters.
pub fn variables(file: &File) -> Vec<Variables> {
    let mut sets: Vec<Variables> = Vec::new();
    for document in &file.documents {
        let map = match kind(document) {
            "ConfigMap" if yaml::text_at(document, "/metadata/name") != CONFIG => document.get("data"),
            "Kustomization" => document.pointer("/spec/postBuild/substitute"),
            _ => None,
        };
        let fields = map.and_then(Value::as_object).into_iter().flatten();
        let named = fields.filter(|(name, _)| model::is_name(name));
        let texts: BTreeMap<String, String> =
            named.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_string()))).collect();
        let is_equal = |set: &&mut Variables| {
            texts.iter().all(|(name, text)| set.texts.get(name).is_none_or(|known| known == text))
        };
        match sets.iter_mut().find(is_equal) {
            Some(set) => set.texts.extend(texts),
            None => sets.push(Variables { source: file.path.clone(), place: file.place().to_string(), texts }),
        }
    }
    sets.retain(|set| !set.texts.is_empty());
    sets
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
