//! The mesh at a glance, before anybody lays it out.

use super::pools::{Fill, fills};
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Exception, Exceptions, Severity};
use crate::facts::ranges::{Kind, Range, collect, is_cut, nodes};
use crate::model::{Cluster, Mesh};
use std::net::SocketAddr;

/// The mesh at a glance.
#[derive(Debug)]
pub struct Overview<'m> {
    /// The mesh.
    pub mesh: &'m Mesh,
    /// Its clusters, in the order of the mesh file.
    pub clusters: Vec<Row<'m>>,
    /// Its pools.
    pub pools: Vec<Fill>,
    /// What is allowed.
    pub allows: &'m [Exception],
    /// How many findings only warn.
    pub warnings: usize,
}

/// A cluster at a glance.
#[derive(Debug)]
pub struct Row<'m> {
    /// The cluster.
    pub cluster: &'m Cluster,
    /// Its ranges.
    pub ranges: Vec<Range<'m>>,
    /// How many nodes its pods' ranges have room for, where that is known.
    pub room: Option<Room>,
    /// Where its peers reach it; nothing while that is not known.
    pub endpoints: Vec<String>,
    /// The clusters that it connects to.
    pub peers: Vec<&'m str>,
}

/// Room for nodes.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// How many fit.
    pub nodes: u128,
    /// How many there may be, where the mesh file has that.
    pub most: Option<u64>,
}

impl<'m> Row<'m> {
    /// Its ranges of that kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Range<'m>> {
        self.ranges.iter().filter(move |range| range.kind == kind)
    }
}

/// Gathers what there is to see of a mesh.
pub fn overview<'m>(mesh: &'m Mesh, found: &Diagnostics, exceptions: &'m Exceptions) -> Overview<'m> {
    let ranges = collect(mesh, Kind::ALL);
    Overview {
        mesh,
        clusters: mesh.clusters.iter().map(|cluster| row(mesh, cluster, &ranges)).collect(),
        pools: fills(mesh),
        allows: &exceptions.allows,
        warnings: found.count(Severity::Warning),
    }
}

fn row<'m>(mesh: &'m Mesh, cluster: &'m Cluster, ranges: &[Range<'m>]) -> Row<'m> {
    let is_own = |range: &&Range<'m>| range.cluster().is_some_and(|owner| std::ptr::eq(owner, cluster));
    let ranges: Vec<Range<'m>> = ranges.iter().filter(is_own).copied().collect();
    let room = room(&ranges).map(|nodes| Room { nodes, most: cluster.max_nodes.get().copied() });
    let peers = mesh.peers(cluster).into_iter().map(|peer| peer.name.value.as_str()).collect();
    Row { cluster, room, endpoints: endpoints(cluster), peers, ranges }
}

/// How many nodes a cluster's pods have room for: each takes a block of every family.
fn room(ranges: &[Range<'_>]) -> Option<u128> {
    let of = |family: Family| {
        let is_it = |range: &&Range<'_>| range.kind == Kind::Pods && Family::of(&range.net) == family;
        ranges.iter().filter(is_it).collect::<Vec<_>>()
    };
    let families = Family::ALL.map(of).into_iter().filter(|pods| !pods.is_empty());
    families.map(|pods| is_cut(&pods).then(|| nodes(&pods))).min().flatten()
}

/// Where peers reach a cluster: its etcd, or its clustermesh-apiserver.
fn endpoints(cluster: &Cluster) -> Vec<String> {
    let of_etcd = || cluster.etcd.endpoints.iter().map(|endpoint| endpoint.value.clone()).collect();
    let Some(apiserver) = cluster.apiserver.get().filter(|_| !cluster.is_kvstore()) else { return of_etcd() };
    let port = apiserver.peer_port();
    let ips = apiserver.ips.iter().map(|ip| SocketAddr::new(ip.value, port).to_string());
    let name = apiserver.address.get().map(|name| format!("{name}:{port}"));
    ips.chain(name).collect()
}
