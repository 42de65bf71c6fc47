//! SETTINGS read backwards: from values of the chart and keys of `cilium-config` to the nodes of a mesh file
//! that come to them.
//!
//! A row names its node or property, GRAMMAR what that takes: where a value fits, it is the argument. So a
//! new row is read here too. What no row can tell is in `special`.

use super::sketch::{Body, Node};
use super::substitution::is_template;
use super::words;
use crate::address;
use crate::parse::grammar::{self, GRAMMAR, Type};
use crate::settings::{self, Setting};
use crate::yaml::{self, Map, Value};

/// A node of a mesh file, or a property of one, and what says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where it belongs.
    pub place: Place,
    /// The node.
    pub node: &'static str,
    /// Its property, where it is one.
    pub property: Option<&'static str>,
    /// What it takes.
    pub arguments: Vec<Value>,
    /// The value of the chart, or the key, that it was read from.
    pub from: String,
}

/// Where a node belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `mesh`.
    Mesh,
    /// `cluster` and `defaults`.
    Cluster,
}

/// What values of the chart come to.
pub fn of_values(values: &Map<String, Value>) -> Vec<Statement> {
    let tree = Value::Object(values.clone());
    let mut found: Vec<Statement> = Vec::new();
    for (row, value) in settings::values() {
        let stated = yaml::at(&tree, value.path).filter(|stated| !is_template(stated));
        found.extend(stated.and_then(|stated| statement(row, value.path, stated)));
    }
    // Ranges of both families are one node.
    merge(found)
}

/// What a key of `cilium-config` comes to.
pub fn of_key(key: &str, text: &str) -> Option<Statement> {
    // What users may set over a statement follows from it, and tells nothing of it.
    let is_it = |own: &settings::Key| own.name == key && own.control == settings::Control::Mesh;
    let row = settings::rows().find(|row| row.keys.iter().any(is_it))?;
    statement(row, key, &text.into())
}

/// Whether the mesh file decides on a value; on some it does where it makes one.
pub fn is_of_mesh(path: &str, made: Option<&Value>) -> bool {
    let decides = |control: settings::Control| match control {
        settings::Control::Mesh => true,
        settings::Control::MeshWhereMade => made.is_some(),
        settings::Control::User => false,
    };
    settings::values().any(|(_, value)| decides(value.control) && settings::is_within(path, value.path))
}

fn statement(row: &Setting, from: &str, stated: &Value) -> Option<Statement> {
    let (place, name) = match row.node {
        settings::Node::Mesh(name) => (Place::Mesh, name),
        settings::Node::Cluster(name) => (Place::Cluster, name),
        settings::Node::Other(_) => return None,
    };
    let (node, property) = match name.split_once(' ') {
        Some((node, property)) => (node, Some(property.trim_end_matches('='))),
        None => (name, None),
    };
    let kind = kind(place, node, property)?;
    let arguments = match property {
        Some(_) => fit(kind, stated)?,
        None => fit(kind, &words::new(node, stated))?,
    };
    Some(Statement { place, node, property, arguments, from: from.to_string() })
}

/// What a node takes as its first argument, or a property.
fn kind(place: Place, node: &str, property: Option<&str>) -> Option<Type> {
    let row = grammar_of(place, node)?;
    match property {
        Some(name) => row.properties.iter().find(|property| property.name == name).map(|property| property.kind),
        None => row.arguments.first().map(|argument| argument.kind),
    }
}

/// The row of GRAMMAR of a node.
pub fn grammar_of(place: Place, node: &str) -> Option<&'static grammar::Node> {
    let above = if place == Place::Mesh { "mesh" } else { "cluster" };
    let above = GRAMMAR.iter().find(|row| row.name == above)?;
    let grammar::Children::Nodes(rows) = above.children else { return None };
    rows.iter().find(|row| row.name == node)
}

/// A value as arguments of that type, where it is one. What `cilium-config` and old values have as text
/// becomes what it is.
fn fit(kind: Type, value: &Value) -> Option<Vec<Value>> {
    let text = value.as_str().filter(|text| !text.is_empty());
    let one = match kind {
        Type::Boolean => value.as_bool().or_else(|| text?.parse().ok()).map(Value::from),
        Type::Integer(least, most) => {
            let number = value.as_i64().or_else(|| text?.parse().ok());
            number.filter(|number| (least..=most).contains(&i128::from(*number))).map(Value::from)
        }
        Type::Choice(words) => text.filter(|text| words.contains(text)).map(Value::from),
        Type::Cidr => return ranges(value),
        Type::Name | Type::Text | Type::ObjectName | Type::Namespace | Type::Host(_) => text.map(Value::from),
        _ => None,
    };
    one.map(|one| vec![one])
}

/// Ranges as a list, or as a text with commas or blanks between them.
fn ranges(value: &Value) -> Option<Vec<Value>> {
    let nets = super::read::ranges(value)?;
    nets.iter().all(|net| !address::has_host_bits(net)).then(|| nets.iter().map(|net| net.to_string().into()).collect())
}

/// Joins statements of one node whose arguments add up; of others the first is kept.
fn merge(all: Vec<Statement>) -> Vec<Statement> {
    let mut merged: Vec<Statement> = Vec::new();
    for one in all {
        let is_same = |other: &&mut Statement| other.node == one.node && other.property == one.property;
        match merged.iter_mut().find(is_same) {
            Some(other) if one.node == "pod-cidr" => other.arguments.extend(one.arguments),
            Some(_) => {}
            None => merged.push(one),
        }
    }
    merged
}

/// Puts statements into nodes, arguments before properties. A property goes only with the argument that
/// GRAMMAR wants for it.
pub fn put(body: &mut Body, statements: &[Statement]) {
    for one in statements.iter().filter(|one| one.property.is_none()) {
        if let Some(node) = body.node(one.node) {
            node.arguments.clone_from(&one.arguments);
        }
    }
    for one in statements {
        let (Some(name), Some(value)) = (one.property, one.arguments.first()) else { continue };
        let row = grammar_of(one.place, one.node);
        let property = row.and_then(|row| row.properties.iter().find(|property| property.name == name));
        let Some(node) = body.nodes.iter_mut().find(|node| node.name == one.node) else { continue };
        let is_fit = match property.map(|property| property.need) {
            Some(grammar::Need::With(word) | grammar::Need::RequiredWith(word)) => is_first(node, word),
            Some(_) => true,
            None => false,
        };
        if is_fit {
            node.properties.push((name.to_string(), value.clone()));
        }
    }
}

fn is_first(node: &Node, word: &str) -> bool {
    node.arguments.first().and_then(Value::as_str) == Some(word)
}
