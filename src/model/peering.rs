//! Who connects to whom.

use super::{Cluster, Mesh};
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

/// What `peering` says.
#[derive(Debug, Default)]
pub struct Peering {
    /// The place of the node without its braces.
    pub span: Span,
    /// Clusters that all connect to each other.
    pub groups: Vec<Group>,
    /// Pairs.
    pub links: Vec<Link>,
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
#[derive(Debug)]
pub struct Link {
    /// The place of the node.
    pub span: Span,
    /// The names of the two, or of however many were written.
    pub ends: Vec<Spanned<String>>,
}

impl Peering {
    /// Every list of names whose clusters all connect to each other.
    pub fn circles(&self) -> impl Iterator<Item = &[Spanned<String>]> {
        let groups = self.groups.iter().map(|group| group.members.as_slice());
        groups.chain(self.links.iter().map(|link| link.ends.as_slice()))
    }
}

impl Mesh {
    /// The clusters that a cluster connects to, in the order of the mesh file: each of them connects to it.
    pub fn peers<'m>(&'m self, cluster: &Cluster) -> Vec<&'m Cluster> {
        let own = &cluster.name.value;
        let others = self.clusters.iter().filter(|other| other.name.value != *own);
        let Some(peering) = &self.peering else { return others.collect() };
        let is_in = |circle: &&[Spanned<String>]| circle.iter().any(|name| name.value == *own);
        let named: BTreeSet<&str> = peering.circles().filter(is_in).flatten().map(|name| name.value.as_str()).collect();
        others.filter(|other| named.contains(other.name.value.as_str())).collect()
    }

    /// Whether every cluster connects to every other.
    pub fn is_full(&self) -> bool {
        let all: BTreeSet<&str> = self.clusters.iter().map(|cluster| cluster.name.value.as_str()).collect();
        self.peering.is_none() || self.clusters.iter().all(|cluster| self.peers(cluster).len() + 1 >= all.len())
    }
}
