//! What a node or a property that GRAMMAR does not know in its place most likely is.

use super::grammar::{Children, GRAMMAR, Node, Property, Type};
use crate::diagnostic::nearest;
use crate::kdl::Entry;
use crate::release::dictionary;
use crate::settings;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a node most likely is.
#[derive(Debug)]
pub enum Guess {
    /// A property of the node around it.
    Property(&'static Property),
    /// A node that belongs elsewhere, and where.
    Elsewhere(&'static str, &'static [&'static str]),
    /// A value of the chart or a key of `cilium-config`, and where that is written.
    Cilium(String),
    /// A node of this place, misspelt.
    Near(&'static Node),
    /// A node that belongs elsewhere, misspelt, and where.
    Far(&'static str, &'static [&'static str]),
    /// Nobody knows.
    Nothing,
}

/// What a node called `name` is, among nodes of `grammar` in the braces of `parent`.
pub fn node(name: &str, grammar: &'static [Node], parent: Option<&'static Node>) -> Guess {
    let property = parent.and_then(|node| node.properties.iter().find(|property| property.name == name));
    if let Some(property) = property {
        return Guess::Property(property);
    }
    if let Some((known, homes)) = HOMES.get_key_value(name) {
        return Guess::Elsewhere(known, homes);
    }
    if let Some(way) = of_cilium(name) {
        return Guess::Cilium(way);
    }
    let near = nearest(name, grammar.iter().map(|node| node.name));
    if let Some(near) = grammar.iter().find(|node| Some(node.name) == near) {
        return Guess::Near(near);
    }
    // No node of a mesh file has a capital letter.
    if name.contains(|c: char| c.is_ascii_uppercase()) {
        let way = format!("if it is a Helm value, write it in `values` of the cluster: `values {{ {name} … }}`");
        return Guess::Cilium(way);
    }
    let far = nearest(name, HOMES.keys().copied());
    far.and_then(|far| HOMES.get_key_value(far)).map_or(Guess::Nothing, |(far, homes)| Guess::Far(far, homes))
}

/// Where a value of the chart, or a key of `cilium-config`, is written. A value is called by its path or,
/// where no node can be called like that, by the last word of it.
fn of_cilium(name: &str) -> Option<String> {
    let is_camel = name.contains(|c: char| c.is_ascii_uppercase());
    let is_it = |path: &str| path == name || (is_camel && path.rsplit('.').next() == Some(name));
    let by_value = settings::values().find(|(_, value)| is_it(value.path)).map(|(row, _)| row);
    if let Some(row) = by_value.or_else(|| settings::of_key(name)) {
        return Some(format!("that is {} here", row.node.owner()));
    }
    if dictionary::has_value(name) {
        return Some(format!("`{name}` is a Helm value: put it in `values` of a cluster or of `defaults`"));
    }
    let is_key = dictionary::has_key(name);
    is_key.then(|| format!("`{name}` is a key of `cilium-config`: put it in `config` of a cluster or of `defaults`"))
}

/// The node and the property or child of it that a property called `key` of `node` is.
pub fn property(key: &str, node: &'static Node, parent: Option<&'static Node>) -> Option<(&'static str, &'static str)> {
    let own = nearest(key, node.properties.iter().map(|property| property.name));
    let own = own.or_else(|| nearest(key, children(node).iter().map(|child| child.name)));
    let around = || parent?.properties.iter().find(|property| property.name == key).map(|property| property.name);
    own.map(|own| (node.name, own)).or_else(|| Some((parent?.name, around()?)))
}

/// The property or child of a node that a value too many names: `id: 1`.
pub fn value(word: &str, node: &'static Node) -> Option<&'static str> {
    let word = word.trim_end_matches([':', '=']);
    let names = node.properties.iter().map(|property| property.name);
    names.chain(children(node).iter().map(|child| child.name)).find(|name| *name == word)
}

/// The property of a node that a number too many is the value of, where it can only be that one:
/// `cluster "a" 1`. Likewise the text after a node that takes nothing but a property: `values "a.yaml"`.
pub fn surplus(entry: Entry<'_>, node: &'static Node) -> Option<&'static Property> {
    if let ([], [only], Some(_)) = (node.arguments, node.properties, entry.text()) {
        return (only.kind == Type::Name).then_some(only);
    }
    let is_number = |property: &&Property| matches!(property.kind, Type::Integer(..) | Type::AnyInteger);
    let mut numbers = node.properties.iter().filter(is_number);
    let property = numbers.next().filter(|_| numbers.next().is_none())?;
    entry.integer().map(|_| property)
}

/// The node in the braces of a node that has one called `key` in its own, where there is no such node nearer.
pub fn home_below(key: &str, node: &'static Node) -> Option<&'static Node> {
    let has = |nodes: &[Node]| nodes.iter().any(|child| child.name == key);
    let is_near = has(children(node)) || node.properties.iter().any(|property| property.name == key);
    children(node).iter().find(|child| has(children(child))).filter(|_| !is_near)
}

/// The row of a node, wherever it is allowed.
pub fn row(name: &str) -> Option<&'static Node> {
    let mut open: Vec<&'static Node> = GRAMMAR.iter().collect();
    while let Some(node) = open.pop() {
        if node.name == name {
            return Some(node);
        }
        // What is allowed in `defaults` is allowed in `cluster` too.
        open.extend(children(node).iter().filter(|_| node.name != "defaults"));
    }
    None
}

/// The nodes that are allowed in the braces of a node.
pub fn children(node: &Node) -> &'static [Node] {
    match node.children {
        Children::Nodes(children) => children,
        _ => &[],
    }
}

/// Every node, and the nodes in which it is allowed: nothing for the top of a file. What is allowed in
/// `cluster` is allowed in `defaults` too.
static HOMES: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: Vec<(&str, &[Node])> = vec![("", GRAMMAR)];
    while let Some((parent, nodes)) = open.pop() {
        for node in nodes {
            let known = homes.entry(node.name).or_default();
            if !known.contains(&parent) && parent != "defaults" {
                known.push(parent);
            }
            open.push((node.name, children(node)));
        }
    }
    homes.values_mut().for_each(|homes| homes.sort_unstable());
    homes
});
