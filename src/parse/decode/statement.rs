//! One statement of the mesh file, whether it is there, broken or absent, and how values are read from it.

use crate::kdl::{Entry, Item};
use crate::parse::unread::{Key, Unread};
use crate::source::{Listed, Said, Span, Spanned};

/// A node of the mesh file as far as it could be recognised.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'k> {
    /// Its name in GRAMMAR; `defaults` counts as `cluster`.
    name: &'static str,
    node: Node<'k>,
    unread: &'k Unread,
    /// The cluster that it is read for.
    cluster: Option<Span>,
}

#[derive(Debug, Clone, Copy)]
enum Node<'k> {
    Nothing,
    Broken(Span),
    There(Item<'k>),
}

impl<'k> Statement<'k> {
    /// A node at the top of a file.
    pub fn top(name: &'static str, item: Option<Item<'k>>, unread: &'k Unread) -> Self {
        let broken = unread.in_common(("", name)).map_or(Node::Nothing, Node::Broken);
        let name = if name == "defaults" { "cluster" } else { name };
        Statement { name, node: item.map_or(broken, Node::There), unread, cluster: None }
    }

    /// The same, read for one cluster.
    pub fn of_cluster(self, cluster: Span) -> Self {
        Statement { cluster: Some(cluster), ..self }
    }

    /// The node, when it could be recognised.
    pub fn item(self) -> Option<Item<'k>> {
        match self.node {
            Node::There(item) => Some(item),
            Node::Nothing | Node::Broken(_) => None,
        }
    }

    /// Whether it is written, recognised or not.
    pub fn is_there(self) -> bool {
        !matches!(self.node, Node::Nothing)
    }

    /// What the node as a whole says.
    pub fn read<T>(self, read: impl FnOnce(Item<'k>) -> Option<T>) -> Said<T> {
        match self.node {
            Node::Nothing => Said::Nothing,
            Node::Broken(span) => Said::Broken(span),
            Node::There(item) => Said::read(read(item), item.head()),
        }
    }

    /// The node of that name in its braces.
    pub fn child(self, name: &'static str) -> Self {
        let item = self.item().and_then(|item| item.child(name));
        let broken = self.unread((self.name, name)).map_or(Node::Nothing, Node::Broken);
        Statement { name, node: item.map_or(broken, Node::There), ..self }
    }

    /// The same, where only what stands in the node of the cluster counts.
    pub fn child_here(self, name: &'static str) -> Self {
        let item = self.item().and_then(|item| item.child(name));
        let broken = self.broken_here(name).map_or(Node::Nothing, Node::Broken);
        Statement { name, node: item.map_or(broken, Node::There), ..self }
    }

    /// The node of that name in its braces, or else in those of the default node.
    pub fn child_over(self, defaults: Self, name: &'static str) -> Self {
        let there = |layer: Self| layer.item().and_then(|item| item.child(name)).map(Node::There);
        let own = || self.broken_here(name).map(Node::Broken);
        let common = || defaults.broken(name).map(Node::Broken);
        let node = there(self).or_else(own).or_else(|| there(defaults)).or_else(common);
        Statement { name, node: node.unwrap_or(Node::Nothing), ..self }
    }

    /// This, or another one where it is not written.
    pub fn or(self, other: Self) -> Self {
        if self.is_there() { self } else { other }
    }

    /// What cannot be recognised among the nodes of that name in its braces.
    pub fn broken(self, name: &'static str) -> Option<Span> {
        self.unread((self.name, name))
    }

    /// The same in the node of the cluster alone.
    pub fn broken_here(self, name: &'static str) -> Option<Span> {
        self.unread.in_cluster(self.cluster?, (self.name, name))
    }

    fn unread(self, key: Key) -> Option<Span> {
        let own = self.cluster.and_then(|cluster| self.unread.in_cluster(cluster, key));
        own.or_else(|| self.unread.in_common(key))
    }

    /// Its argument.
    pub fn argument<T>(self, read: impl FnOnce(Entry<'k>) -> Option<T>) -> Said<T> {
        match self.node {
            Node::Nothing => Said::Nothing,
            Node::Broken(span) => Said::Broken(span),
            Node::There(item) => match item.arguments().next() {
                Some(entry) => Said::read(read(entry), entry.value_span()),
                None => Said::Broken(item.head()),
            },
        }
    }

    /// A property of it.
    pub fn property<T>(self, name: &'static str, read: impl FnOnce(Entry<'k>) -> Option<T>) -> Said<T> {
        match self.item().and_then(|item| item.property(name)) {
            Some(entry) => Said::read(read(entry), entry.value_span()),
            None => self.unread((self.name, name)).map_or(Said::Nothing, Said::Broken),
        }
    }

    /// The nodes of that name in its braces.
    pub fn all(self, name: &'static str) -> Vec<Item<'k>> {
        self.item().into_iter().flat_map(|item| item.all(name)).collect()
    }

    /// All arguments of the nodes of that name in its braces.
    pub fn arguments<T>(self, name: &'static str, read: impl FnMut(Entry<'k>) -> Option<T>) -> Listed<Spanned<T>> {
        arguments(&self.all(name), self.broken(name), read)
    }
}

/// All arguments of nodes of one name, of which those at `broken` cannot be recognised.
pub fn arguments<'k, T>(
    items: &[Item<'k>],
    broken: Option<Span>,
    mut read: impl FnMut(Entry<'k>) -> Option<T>,
) -> Listed<Spanned<T>> {
    let mut listed = Listed::default();
    for item in items {
        if item.arguments().next().is_none() {
            listed.break_at(item.head());
        }
        listed.append(values(item.arguments(), &mut read));
    }
    broken.into_iter().for_each(|span| listed.break_at(span));
    listed
}

/// The values of several entries.
pub fn values<'k, T>(
    entries: impl Iterator<Item = Entry<'k>>,
    mut read: impl FnMut(Entry<'k>) -> Option<T>,
) -> Listed<Spanned<T>> {
    entries.map(|entry| Said::read(read(entry), entry.value_span())).collect()
}

/// Text that is not empty.
pub fn text(entry: Entry<'_>) -> Option<String> {
    entry.text().map(|text| text.value).filter(|text| !text.is_empty())
}

/// A number that fits where it is to go.
pub fn number<N: TryFrom<i128>>(entry: Entry<'_>) -> Option<N> {
    N::try_from(entry.integer()?.value).ok()
}

/// `#true` or `#false`.
pub fn boolean(entry: Entry<'_>) -> Option<bool> {
    entry.value().as_bool()
}
