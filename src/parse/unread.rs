//! What is written, but cannot be recognised: nodes and properties that are misspelt or in the wrong place,
//! by what they most likely are. They are broken, not absent.

use super::grammar::{Argument, Count, GRAMMAR, Node, Type};
use super::guess::{self, Guess, children};
use crate::kdl::{Entry, Item};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A node and what it is the property or the child of: nothing at the top of a file. `defaults` counts as
/// `cluster`.
pub type Key = (&'static str, &'static str);

/// What cannot be recognised in the files of a mesh.
#[derive(Debug, Default)]
pub struct Unread {
    /// What concerns one cluster, by the place of its node.
    own: BTreeMap<(Span, Key), Span>,
    /// What concerns the mesh, or every cluster.
    common: BTreeMap<Key, Span>,
    /// The values in all of that, as text.
    words: BTreeSet<String>,
}

impl Unread {
    /// What cannot be recognised in the top-level nodes of all files.
    pub fn of(items: &[Item<'_>]) -> Unread {
        let mut unread = Unread::default();
        for item in items {
            let cluster = (item.name() == "cluster").then(|| item.span());
            Walk { unread: &mut unread, cluster }.child(*item, GRAMMAR, None);
        }
        unread
    }

    /// Where that is in the node of a cluster, which is the one at `cluster`.
    pub fn in_cluster(&self, cluster: Span, key: Key) -> Option<Span> {
        self.own.get(&(cluster, key)).copied()
    }

    /// The values in all of that, and numbers that are written as text.
    pub fn words(&self) -> &BTreeSet<String> {
        &self.words
    }

    /// Where that is outside of clusters.
    pub fn in_common(&self, key: Key) -> Option<Span> {
        self.common.get(&key).copied()
    }
}

/// One top-level node.
struct Walk<'u> {
    unread: &'u mut Unread,
    cluster: Option<Span>,
}

impl Walk<'_> {
    fn child(&mut self, item: Item<'_>, grammar: &'static [Node], parent: Option<&'static Node>) {
        if let Some(node) = grammar.iter().find(|node| node.name == item.name()) {
            return self.node(item, node, parent);
        }
        self.words(item);
        let home = parent.map_or("", |parent| parent.name);
        match guess::node(item.name(), grammar, parent) {
            Guess::Property(property) => self.add((home, property.name), item.span()),
            Guess::Near(node) => {
                self.add((home, node.name), item.span());
                self.inside(item, node);
            }
            Guess::Elsewhere(name, homes) | Guess::Far(name, homes) => {
                let is_here = |home: &&&str| self.cluster.is_some() && is_of_cluster(home);
                let here: Vec<&str> = homes.iter().filter(is_here).copied().collect();
                for home in if here.is_empty() { homes } else { here.as_slice() } {
                    self.add((home, name), item.span());
                }
            }
            Guess::Cilium(_) | Guess::Nothing => {}
        }
    }

    fn node(&mut self, item: Item<'_>, node: &'static Node, parent: Option<&'static Node>) {
        for entry in item.properties() {
            let Some(key) = entry.key() else { continue };
            if let Some(property) = node.properties.iter().find(|property| property.name == key) {
                let is_number = matches!(property.kind, Type::Integer(..) | Type::AnyInteger);
                self.unread.words.extend(entry.text().filter(|_| is_number).map(|text| text.value));
                continue;
            }
            self.word(entry);
            if let Some(key) = guess::property(key, node, parent) {
                self.add(key, entry.key_span());
            }
        }
        let is_wrong = |(argument, entry): (&Argument, Entry<'_>)| {
            let choices = argument.kind.choices();
            choices.is_some_and(|choices| !entry.text().is_some_and(|text| choices.contains(&text.value.as_str())))
        };
        if node.arguments.iter().zip(item.arguments()).any(is_wrong) {
            self.words(item);
        }
        let takes_many = node.arguments.iter().any(|argument| matches!(argument.count, Count::Some | Count::Any));
        let surplus = item.arguments().nth(node.arguments.len()).filter(|_| !takes_many);
        if let Some(word) = surplus.and_then(|entry| entry.text())
            && let Some(name) = guess::value(&word.value, node)
        {
            self.add((node.name, name), word.span);
        }
        if let Some((entry, property)) = surplus.and_then(|entry| Some((entry, guess::surplus(entry, node)?))) {
            self.add((node.name, property.name), entry.span());
            self.word(entry);
        }
        for child in item.children().filter(|_| !children(node).is_empty()) {
            self.child(child, children(node), Some(node));
        }
    }

    /// What stands in a node that is misspelt is as unread as that. A cluster is one of its own.
    fn inside(&mut self, item: Item<'_>, node: &'static Node) {
        if node.name == "cluster" {
            return;
        }
        for property in node.properties.iter().filter(|property| item.property(property.name).is_some()) {
            self.add((node.name, property.name), item.span());
        }
        for child in item.children() {
            match children(node).iter().find(|known| known.name == child.name()) {
                Some(known) => {
                    self.add((node.name, known.name), child.span());
                    self.inside(child, known);
                }
                None if !children(node).is_empty() => self.child(child, children(node), Some(node)),
                None => {}
            }
        }
    }

    /// Keeps all values in a node that is misspelt, or of a kind that nobody knows.
    fn words(&mut self, item: Item<'_>) {
        item.arguments().chain(item.properties()).for_each(|entry| self.word(entry));
        item.children().for_each(|child| self.words(child));
    }

    fn word(&mut self, entry: Entry<'_>) {
        let number = || entry.integer().map(|number| number.value.to_string());
        self.unread.words.extend(entry.text().map(|text| text.value).or_else(number));
    }

    fn add(&mut self, (home, name): Key, span: Span) {
        let key = (if home == "defaults" { "cluster" } else { home }, name);
        match self.cluster.filter(|_| is_of_cluster(key.0)) {
            Some(cluster) => self.unread.own.entry((cluster, key)).or_insert(span),
            None => self.unread.common.entry(key).or_insert(span),
        };
    }
}

/// Whether a node is `cluster` or stands in it.
fn is_of_cluster(name: &str) -> bool {
    let cluster = GRAMMAR.iter().find(|node| node.name == "cluster");
    name == "cluster" || cluster.is_some_and(|cluster| children(cluster).iter().any(|child| child.name == name))
}
