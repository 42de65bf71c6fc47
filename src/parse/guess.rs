//! What a node or a property that GRAMMAR does not know in its place most likely is.

use super::grammar::{Children, GRAMMAR, Node, Property, Type};
use crate::diagnostic::nearest;
use crate::kdl::Entry;
use crate::release::chart;
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
    /// A value of the chart, and what sets it in a mesh file, where that is not `values`.
    Value(Option<String>),
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
    if let Some(owner) = owner_of_value(name) {
        return Guess::Value(owner);
    }
    let near = nearest(name, grammar.iter().map(|node| node.name));
    if let Some(near) = grammar.iter().find(|node| Some(node.name) == near) {
        return Guess::Near(near);
    }
    // No node of a mesh file has a capital letter.
    if name.contains(|c: char| c.is_ascii_uppercase()) {
        return Guess::Value(None);
    }
    let far = nearest(name, HOMES.keys().copied());
    far.and_then(|far| HOMES.get_key_value(far)).map_or(Guess::Nothing, |(far, homes)| Guess::Far(far, homes))
}

/// What sets a value of the chart in a mesh file: nothing but `values` for most of them. The value is called
/// by its first word or, where no node is called like that, by its last one.
fn owner_of_value(name: &str) -> Option<Option<String>> {
    let is_camel = name.contains(|c: char| c.is_ascii_uppercase());
    let is_it = |path: &str| path == name || (is_camel && path.rsplit('.').next() == Some(name));
    if let Some((row, _)) = settings::values().find(|(_, value)| is_it(value.path)) {
        return Some(Some(row.node.owner()));
    }
    let is_root = |path: &str| path.split('.').next() == Some(name);
    let is_known = settings::values().any(|(_, value)| is_root(value.path)) || chart::is_value(name);
    is_known.then_some(None)
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
/// `cluster "a" 1`.
pub fn surplus(entry: Entry<'_>, node: &'static Node) -> Option<&'static Property> {
    let is_number = |property: &&Property| matches!(property.kind, Type::Integer(..) | Type::AnyInteger);
    let mut numbers = node.properties.iter().filter(is_number);
    let property = numbers.next().filter(|_| numbers.next().is_none())?;
    entry.integer().map(|_| property)
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
