//! The nodes of a listing with the clusters of the mesh that they belong to, and findings about several of
//! them.

use super::listing::{Form, Listing};
use super::node::Node;
use super::place::Place;
use crate::address;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Cluster, Mesh};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// All nodes that are listed, each once.
pub struct Roll<'a> {
    /// The mesh.
    pub mesh: &'a Mesh,
    /// The listings.
    pub listings: &'a [Listing<'a>],
    /// The nodes.
    pub members: Vec<Member<'a>>,
}

/// A node and its cluster, when the mesh has it.
pub struct Member<'a> {
    /// The node.
    pub node: &'a Node,
    /// Its cluster.
    pub cluster: Option<&'a Cluster>,
    /// The listing that it is in, the first of them.
    pub listing: usize,
    /// Who made that.
    pub form: Form,
}

impl<'a> Roll<'a> {
    /// Finds every node's cluster.
    pub fn new(mesh: &'a Mesh, listings: &'a [Listing<'a>]) -> Self {
        let by_name: BTreeMap<&str, &Cluster> =
            mesh.clusters.iter().rev().map(|cluster| (cluster.name.value.as_str(), cluster)).collect();
        let mut once = BTreeSet::new();
        let cluster = |node: &'a Node, form: Form| match (&node.cluster, form) {
            (Some(name), _) => by_name.get(name.as_str()).copied(),
            (None, Form::View) => None,
            (None, Form::Objects) => home(mesh, node),
        };
        let mut members = Vec::new();
        for (number, listing) in listings.iter().enumerate() {
            let nodes = listing.nodes.iter().filter(|node| once.insert((&node.cluster, &node.name, key(node))));
            let form = listing.form;
            members.extend(nodes.map(|node| Member { node, cluster: cluster(node, form), listing: number, form }));
        }
        let mut roll = Roll { mesh, listings, members };
        roll.adopt();
        roll
    }

    /// Objects of one listing that are all in one cluster's ranges are one cluster's list: the others among
    /// them are that cluster's too.
    fn adopt(&mut self) {
        for number in 0..self.listings.len() {
            let is_only_one = self.seen_in(number).len() == 1;
            let mut own = self.members.iter_mut().filter(|member| member.listing == number);
            let only = own.find_map(|member| member.cluster);
            let strays = self.members.iter_mut().filter(|member| {
                member.listing == number && member.form == Form::Objects && member.node.cluster.is_none()
            });
            strays.filter(|_| is_only_one).for_each(|member| member.cluster = only);
        }
    }

    /// The names of the clusters of the mesh that have nodes in a listing, or that an agent is connected to.
    pub fn seen_in(&self, listing: usize) -> BTreeSet<&'a str> {
        let own = self.members.iter().filter(|member| member.listing == listing);
        let mut seen: BTreeSet<&str> = own.filter_map(|member| Some(member.cluster?.name.value.as_str())).collect();
        if let Some(agent) = self.listings.get(listing).and_then(|listing| listing.agent.as_ref()) {
            let ready = agent.peers.iter().filter(|peer| peer.is_ready).map(|peer| &peer.name);
            let names = ready.chain([&agent.cluster]).map(|name| name.value.as_str());
            let known = self.mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
            let known: BTreeSet<&str> = known.collect();
            seen.extend(names.filter(|name| known.contains(name)));
        }
        seen
    }

    /// The same in all listings.
    pub fn seen(&self) -> BTreeSet<&'a str> {
        (0..self.listings.len()).flat_map(|number| self.seen_in(number)).collect()
    }

    /// A finding at places of the listing, each with its label: the first is the primary one, and few of the
    /// others are shown.
    pub fn at(&self, rule: &'static Rule, places: &[(&Place, String)], message: String) -> Diagnostic {
        let span = |place: &Place| {
            let text = self.listings.iter().map(|listing| listing.text).find(|text| text.file == place.file());
            text.map(|text| text.span(place)).unwrap_or_default()
        };
        let mut places = places.iter();
        let (first, label) = places.next().map(|(place, label)| (span(place), label.clone())).unwrap_or_default();
        let finding = rule.at(first, label, message);
        places.take(LABELS).fold(finding, |finding, (place, label)| finding.label(span(place), label.clone()))
    }
}

/// How many places are shown beside the primary one.
const LABELS: usize = 2;

impl Member<'_> {
    /// The node's name with its cluster in front, in backticks.
    pub fn full_name(&self) -> String {
        let cluster = self.cluster.map(|cluster| &cluster.name.value).or(self.node.cluster.as_ref());
        match cluster {
            Some(cluster) => format!("`{cluster}/{}`", self.node.name),
            None => format!("`{}`", self.node.name),
        }
    }

    /// The node's name alone, in backticks.
    pub fn name(&self) -> String {
        format!("`{}`", self.node.name)
    }
}

/// What makes a node that is listed twice the same.
fn key(node: &Node) -> (Vec<IpAddr>, Vec<IpNet>) {
    let addresses = node.addresses.iter().map(|address| address.value).collect();
    (addresses, node.ranges.iter().map(|range| range.value).collect())
}

/// The cluster whose pod CIDR holds a pod range.
pub fn owner<'a>(mesh: &'a Mesh, range: &IpNet) -> Option<&'a Cluster> {
    let holds = |cluster: &&Cluster| cluster.pod_cidrs.iter().any(|cidr| address::contains(&cidr.value, range));
    mesh.clusters.iter().find(holds)
}

/// The cluster whose pod CIDR holds one of the node's ranges; of a node without ranges, the only one whose
/// node CIDR holds its address.
pub fn home<'a>(mesh: &'a Mesh, node: &Node) -> Option<&'a Cluster> {
    if !node.ranges.is_empty() {
        return node.ranges.iter().find_map(|range| owner(mesh, &range.value));
    }
    let holds = |cluster: &&Cluster| {
        let nets = || cluster.node_cidrs.iter().map(|cidr| &cidr.net.value);
        node.addresses.iter().any(|address| nets().any(|net| net.contains(&address.value)))
    };
    let mut clusters = mesh.clusters.iter().filter(holds);
    clusters.next().filter(|_| clusters.next().is_none())
}

/// Items under their keys, the keys in the order of their first items.
pub fn fold<K: Ord, T>(items: impl Iterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: BTreeMap<K, (usize, Vec<T>)> = BTreeMap::new();
    for (index, (key, item)) in items.enumerate() {
        groups.entry(key).or_insert_with(|| (index, Vec::new())).1.push(item);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, (first, _))| *first);
    groups.into_iter().map(|(key, (_, items))| (key, items)).collect()
}
