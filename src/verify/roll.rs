//! The nodes of a listing with the clusters of the mesh that they belong to.

use super::{Form, Listing, Node};
use crate::address;
use crate::model::{Cluster, Mesh};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// All nodes that are listed, each once.
pub struct Roll<'a> {
    pub mesh: &'a Mesh,
    pub form: Form,
    pub members: Vec<Member<'a>>,
}

/// A node and its cluster, when the mesh has it.
pub struct Member<'a> {
    pub node: &'a Node,
    pub cluster: Option<&'a Cluster>,
}

impl<'a> Roll<'a> {
    /// Finds every node's cluster.
    pub fn new(mesh: &'a Mesh, listing: &'a Listing) -> Self {
        let by_name: BTreeMap<&str, &Cluster> =
            mesh.clusters.iter().rev().map(|cluster| (cluster.name.value.as_str(), cluster)).collect();
        let mut once = BTreeSet::new();
        let nodes = listing.nodes.iter().filter(|node| once.insert((&node.cluster, &node.name, key(node))));
        let cluster = |node: &'a Node| match (&node.cluster, listing.form) {
            (Some(name), _) => by_name.get(name.as_str()).copied(),
            (None, Form::Table) => None,
            (None, Form::Objects) => home(mesh, node),
        };
        let members = nodes.map(|node| Member { node, cluster: cluster(node) }).collect();
        let mut roll = Roll { mesh, form: listing.form, members };
        roll.adopt();
        roll
    }

    /// Objects that all lie in one cluster's ranges are one cluster's list: the strays among them are that cluster's too.
    fn adopt(&mut self) {
        let only = self.members.iter().find_map(|member| member.cluster);
        if self.form == Form::Objects && self.seen().len() == 1 {
            let strays = self.members.iter_mut().filter(|member| member.node.cluster.is_none());
            strays.for_each(|member| member.cluster = only);
        }
    }

    /// The names of the clusters of the mesh that have nodes here.
    pub fn seen(&self) -> BTreeSet<&'a str> {
        self.members.iter().filter_map(|member| Some(member.cluster?.name.value.as_str())).collect()
    }
}

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
fn key(node: &Node) -> (&[IpAddr], &[IpNet]) {
    (&node.addresses, &node.ranges)
}

/// The cluster whose pod CIDR holds a pod range.
pub fn owner<'a>(mesh: &'a Mesh, range: &IpNet) -> Option<&'a Cluster> {
    let holds = |cluster: &&Cluster| cluster.pod_cidrs.iter().any(|cidr| address::contains(&cidr.value, range));
    mesh.clusters.iter().find(holds)
}

/// The cluster whose pod CIDR holds one of the node's ranges; of a node without ranges, the only one whose node CIDR holds
/// its address.
pub fn home<'a>(mesh: &'a Mesh, node: &Node) -> Option<&'a Cluster> {
    if !node.ranges.is_empty() {
        return node.ranges.iter().find_map(|range| owner(mesh, range));
    }
    let holds = |cluster: &&Cluster| {
        let nets = || cluster.node_cidrs.iter().map(|cidr| &cidr.net.value);
        node.addresses.iter().any(|address| nets().any(|net| net.contains(address)))
    };
    let mut clusters = mesh.clusters.iter().filter(holds);
    clusters.next().filter(|_| clusters.next().is_none())
}
