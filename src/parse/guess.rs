//! What a node or a property that GRAMMAR does not know in its place most likely is.

use super::grammar::{Children, GRAMMAR, Node, Property};
use crate::diagnostic::nearest;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a node most likely is.
#[derive(Debug)]
pub enum Guess {
    /// A property of the node around it.
    Property(&'static Property),
    /// A node that belongs elsewhere, and where.
    Elsewhere(&'static str, &'static [&'static str]),
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
    let near = nearest(name, grammar.iter().map(|node| node.name));
    if let Some(near) = grammar.iter().find(|node| Some(node.name) == near) {
        return Guess::Near(near);
    }
    let far = nearest(name, HOMES.keys().copied());
    far.and_then(|far| HOMES.get_key_value(far)).map_or(Guess::Nothing, |(far, homes)| Guess::Far(far, homes))
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
