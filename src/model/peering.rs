//! Who connects to whom.

use super::{Cluster, Mesh};
use crate::source::{Listed, Said, Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// The content of `peering`.
#[derive(Debug, Default)]
pub struct Peering {
    /// The place of the node without its braces.
    pub span: Span,
    /// Clusters that all connect to each other.
    pub groups: Listed<Group>,
    /// Pairs.
    pub links: Listed<Link>,
    /// Patterns that stand for no cluster.
    pub unmatched: Vec<Unmatched>,
    /// For each name the numbers of the circles that it is in.
    of_name: BTreeMap<String, Vec<usize>>,
}

/// A pattern in a group or a link that stands for no cluster.
#[derive(Debug)]
pub enum Unmatched {
    /// No cluster has a name like that.
    Pattern(Spanned<String>),
    /// It, and those before it, stand for too many.
    TooMany(Spanned<String>),
}

/// Clusters that all connect to each other.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub name: Spanned<String>,
    /// The names of the members.
    pub members: Vec<Spanned<String>>,
}

/// Two clusters that connect to each other.
#[derive(Debug, Clone)]
pub struct Link {
    /// The place of the node.
    pub span: Span,
    /// The names of the two, or of however many were written.
    pub ends: Vec<Spanned<String>>,
}

/// Where the Helm values of clusters have their peers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PeerValues {
    /// Those of each cluster have its own: every file is whole.
    #[default]
    Inline,
    /// One file has those of all clusters that see the same ones.
    Shared,
}

impl Peering {
    /// What groups and links say.
    pub fn new(span: Span, groups: Listed<Group>, links: Listed<Link>) -> Peering {
        let mut peering = Peering { span, groups, links, unmatched: Vec::new(), of_name: BTreeMap::new() };
        let mut of_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, circle) in peering.circles().enumerate() {
            circle.iter().for_each(|name| of_name.entry(name.value.clone()).or_default().push(number));
        }
        peering.of_name = of_name;
        peering
    }

    /// The numbers of the circles that a name is in, rising.
    fn numbers(&self, name: &str) -> &[usize] {
        self.of_name.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether two names are in one circle.
    fn meet(&self, one: &str, two: &str) -> bool {
        let (one, two) = (self.numbers(one), self.numbers(two));
        let (few, many) = if one.len() < two.len() { (one, two) } else { (two, one) };
        few.iter().any(|number| many.binary_search(number).is_ok())
    }

    /// The names in all circles that a name is in, its own among them.
    fn beside(&self, name: &str) -> BTreeSet<&str> {
        let circle = |number: &usize| match number.checked_sub(self.groups.len()) {
            None => self.groups.get(*number).map(|group| group.members.as_slice()),
            Some(link) => self.links.get(link).map(|link| link.ends.as_slice()),
        };
        self.numbers(name).iter().filter_map(circle).flatten().map(|name| name.value.as_str()).collect()
    }

    /// Every list of names whose clusters all connect to each other.
    pub fn circles(&self) -> impl Iterator<Item = &[Spanned<String>]> {
        let groups = self.groups.iter().map(|group| group.members.as_slice());
        groups.chain(self.links.iter().map(|link| link.ends.as_slice()))
    }
}

impl Mesh {
    /// The clusters that a cluster connects to, in the order of the mesh file: each of them connects to it.
    /// Where `peering` is broken, nobody knows of any.
    pub fn peers<'m>(&'m self, cluster: &Cluster) -> Vec<&'m Cluster> {
        let own = &cluster.name.value;
        let others = self.clusters.iter().filter(|other| other.name.value != *own);
        let named = match &self.peering {
            Said::Nothing => return others.collect(),
            Said::Broken(_) => return Vec::new(),
            Said::Value(peering) => peering.value.beside(own),
        };
        others.filter(|other| named.contains(other.name.value.as_str())).collect()
    }

    /// Whether two clusters connect to each other.
    pub fn connects(&self, one: &Cluster, two: &Cluster) -> bool {
        let (one, two) = (&one.name.value, &two.name.value);
        one != two && !self.peering.is_broken() && self.peering.get().is_none_or(|peering| peering.meet(one, two))
    }

    /// Whether a cluster of a release with clustermesh-apiserver is in kvstore mode or has a peer that is.
    pub fn reads_etcds(&self, cluster: &Cluster) -> bool {
        let is_read = |other: &Cluster| other.is_kvstore() && self.connects(cluster, other);
        cluster.is_kvstore() || self.clusters.iter().any(is_read)
    }

    /// Whether every cluster connects to every other.
    pub fn is_full(&self) -> bool {
        if self.peering.is_nothing() {
            return true;
        }
        let all: BTreeSet<&str> = self.clusters.iter().map(|cluster| cluster.name.value.as_str()).collect();
        self.clusters.iter().all(|cluster| self.peers(cluster).len() + 1 >= all.len())
    }
}
