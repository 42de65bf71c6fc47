//! `values`: Helm values, a cluster's own merged over the default ones key by key, with the place of each,
//! and the files that are named for more.
//!
//! What KDL does not tell apart the dictionary of the chart does: where it has a list, one argument or one
//! map is a list of one, and a bare name is the empty list; where it has a map, a bare name is the empty one.

use crate::kdl::{Item, data};
use crate::model::{Language, Values, Written};
use crate::release::dictionary::{Dictionary, Found};
use crate::source::{Span, Spanned};
use crate::yaml::{self, Map, Value};

/// The values of all nodes, a later one winning over an earlier one.
pub fn values(items: &[Item<'_>], broken: Option<Span>, dictionary: Option<Dictionary>) -> Values {
    let mut values = Values { broken, ..Values::default() };
    for item in items {
        match item.property("path").map(|path| path.text().filter(|path| !path.value.is_empty())) {
            Some(Some(path)) => values.files.push(path),
            Some(None) => values.broken = values.broken.or(Some(item.head())),
            None => {}
        }
        let tree = map(*item, &mut Vec::new(), dictionary, &mut values.nodes);
        yaml::overlay(&mut values.tree, &tree);
        places(*item, "", &mut values.places);
    }
    values
}

/// The values in the braces of a node, to which these keys lead.
fn map(
    item: Item<'_>,
    keys: &mut Vec<String>,
    dictionary: Option<Dictionary>,
    nodes: &mut Vec<Written>,
) -> Map<String, Value> {
    let mut found = Map::new();
    for child in item.children().filter(|child| child.name() != "-") {
        keys.push(child.name().to_string());
        let value = (child.arguments().count() == 1).then(|| child.arguments().next().map(|entry| entry.value_span()));
        nodes.push(Written {
            keys: keys.clone(),
            span: child.span(),
            head: child.head(),
            value: value.flatten(),
            language: Language::Kdl,
        });
        let is_map = child.arguments().next().is_none() && child.children().any(|inner| inner.name() != "-");
        let value = if is_map { Value::Object(map(child, keys, dictionary, nodes)) } else { data(child, 0) };
        found.insert(child.name().to_string(), meant(child, keys, dictionary, value));
        keys.pop();
    }
    found
}

/// A value in the shape that the chart has for it.
fn meant(item: Item<'_>, keys: &[String], dictionary: Option<Dictionary>, value: Value) -> Value {
    let Some(Found::Value(entry)) = dictionary.map(|dictionary| dictionary.find(keys)) else { return value };
    let is_bare = item.arguments().next().is_none() && item.children().next().is_none();
    match value {
        _ if is_bare && entry.types.are_list() => Value::Array(Vec::new()),
        _ if is_bare && entry.types.are_map() => Value::Object(Map::new()),
        Value::Array(_) | Value::Null => value,
        _ if entry.types.are_list() => Value::Array(vec![value]),
        _ => value,
    }
}

fn places(item: Item<'_>, path: &str, found: &mut Vec<Spanned<String>>) {
    for child in item.children().filter(|child| child.name() != "-") {
        let path = if path.is_empty() { child.name().to_string() } else { format!("{path}.{}", child.name()) };
        if child.children().any(|grandchild| grandchild.name() != "-") {
            places(child, &path, found);
        } else {
            found.push(Spanned::new(path, child.span()));
        }
    }
}
