//! The ranges of a mesh, each with its owner and its place: what the rules about addresses look at.
//!
//! Host bits do not count here; [`cidr_host_bits`](crate::rules::cidr_host_bits) reports them.

mod built;
mod capacity;
mod clash;
mod ids;
mod kops;
mod taken;
mod way_out;

pub use capacity::{counted, group_nodes, is_cut, node_mask, nodes, pool_mask, room_for, wanted};
pub use clash::clashes;
pub use ids::{free_id, free_ids_that, no_free_id};
pub use kops::{free_halves, inside, inside_or_wider};
pub use taken::taken;
pub use way_out::{free, free_beside, free_near, free_within, of_pool, one_network, way_out};

use crate::address::{self, Family};
use crate::model::{Cluster, Mesh, Network, NodeCidr, Pool, SharedNetwork};
use crate::source::{Span, Spanned};
use crate::words::{few, shown};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// One range of the mesh.
#[derive(Debug, Clone, Copy)]
pub struct Range<'m> {
    /// The range, without host bits.
    pub net: IpNet,
    /// The range as it was written.
    pub written: IpNet,
    /// The place that it comes from.
    pub span: Span,
    /// What has its addresses there.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Whose it is.
    pub owner: Owner<'m>,
    /// The network that the nodes are declared to be in.
    pub network: Option<&'m SharedNetwork>,
}

/// What has its addresses in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pods of a cluster.
    Pods,
    /// Services of a cluster.
    Services,
    /// Nodes of a cluster.
    Nodes,
    /// Whatever is in a `network`.
    Network,
}

impl Kind {
    /// Every kind: all that a free range must be free of.
    pub const ALL: &[Kind] = &[Kind::Pods, Kind::Services, Kind::Nodes, Kind::Network];
}

/// Where a range comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is written at its place.
    Written,
    /// The cluster's id, of which it is the block; the place is `id=`.
    Pool,
    /// A kops spec; the place is `spec=`.
    Spec,
    /// A `network`; the place is the `node-cidr` that names it.
    Network,
}

/// Whose a range is.
#[derive(Debug, Clone, Copy)]
pub enum Owner<'m> {
    /// A cluster's.
    Cluster(&'m Cluster),
    /// A network's.
    Network(&'m Network),
}

impl<'m> Range<'m> {
    /// The cluster whose range it is.
    pub fn cluster(&self) -> Option<&'m Cluster> {
        match self.owner {
            Owner::Cluster(cluster) => Some(cluster),
            Owner::Network(_) => None,
        }
    }

    /// The name of its owner.
    pub fn name(&self) -> &'m str {
        match self.owner {
            Owner::Cluster(cluster) => &cluster.name.value,
            Owner::Network(network) => &network.name.value,
        }
    }

    /// Whether both are ranges of one cluster.
    pub fn same_cluster(&self, other: &Range<'_>) -> bool {
        self.cluster().zip(other.cluster()).is_some_and(|(one, two)| std::ptr::eq(one, two))
    }

    /// Whether both are what they are because two clusters have one name or one id, which other rules report.
    fn repeats(&self, other: &Range<'_>) -> bool {
        let Some((one, two)) = self.cluster().zip(other.cluster()) else { return false };
        let id = |cluster: &Cluster| cluster.id.get().copied();
        let one_name = one.name.value == two.name.value && self.net == other.net;
        let one_id = id(one) == id(two) && self.origin == Origin::Pool && other.origin == Origin::Pool;
        !std::ptr::eq(one, two) && (one_name || one_id)
    }
}

/// The ranges of those kinds: first those of networks, then those of clusters, in the order in which they
/// were written.
pub fn collect<'m>(mesh: &'m Mesh, kinds: &[Kind]) -> Vec<Range<'m>> {
    let networks = mesh.networks.iter().flat_map(|network| {
        let of_network = |net: &Spanned<IpNet>| range(net, Kind::Network, Origin::Written, Owner::Network(network));
        network.cidrs.iter().map(of_network)
    });
    let clusters = mesh.clusters.iter().flat_map(|cluster| {
        let pods = cluster.pod_cidrs.iter().map(|net| of_cluster(net, Kind::Pods, cluster));
        let services = cluster.service_cidrs.iter().map(|net| of_cluster(net, Kind::Services, cluster));
        pods.chain(services).chain(cluster.node_cidrs.iter().map(|node| of_nodes(node, cluster, mesh)))
    });
    networks.chain(clusters).filter(|range| kinds.contains(&range.kind)).collect()
}

fn of_nodes<'m>(node: &'m NodeCidr, cluster: &'m Cluster, mesh: &Mesh) -> Range<'m> {
    let of_network = |network: &Network| {
        let is_named = node.network == Some(SharedNetwork::Declared(network.name.value.clone()));
        is_named && network.cidrs.iter().any(|net| net.value == node.net.value)
    };
    let mut found = of_cluster(&node.net, Kind::Nodes, cluster);
    if mesh.networks.iter().any(of_network) {
        found.origin = Origin::Network;
    }
    Range { network: node.network.as_ref(), ..found }
}

fn of_cluster<'m>(net: &Spanned<IpNet>, kind: Kind, cluster: &'m Cluster) -> Range<'m> {
    let spec = cluster.kops.get().and_then(|kops| kops.spec.span());
    let origin = match Some(net.span) {
        place if place == cluster.id.span() => Origin::Pool,
        place if place == spec => Origin::Spec,
        _ => Origin::Written,
    };
    range(net, kind, origin, Owner::Cluster(cluster))
}

fn range<'m>(net: &Spanned<IpNet>, kind: Kind, origin: Origin, owner: Owner<'m>) -> Range<'m> {
    Range { net: net.value.trunc(), written: net.value, span: net.span, kind, origin, owner, network: None }
}

/// Whether nodes have their addresses in the `network` that they name, so that what overlaps them overlaps
/// it.
pub fn is_in_network(range: &Range<'_>, mesh: &Mesh) -> bool {
    let Some(SharedNetwork::Declared(name)) = range.network else { return false };
    let named = mesh.networks.iter().filter(|network| network.name.value == *name);
    named.flat_map(|network| &network.cidrs).any(|net| address::contains(&net.value, &range.net))
}

/// Whether a cluster's pods have addresses of a network of nodes that the other range is of too: of its own
/// nodes, or of another cluster or a `network` that both name.
pub fn share_a_network(pods: &Range<'_>, other: &Range<'_>) -> bool {
    let Some(cluster) = pods.cluster().filter(|cluster| cluster.may_take_node_addresses()) else {
        return false;
    };
    let networks = || cluster.node_cidrs.iter().filter_map(|node| node.network.as_ref());
    let names = |name: &str| networks().any(|network| *network == SharedNetwork::Declared(name.to_string()));
    match other.owner {
        Owner::Network(network) => names(&network.name.value),
        Owner::Cluster(owner) => {
            let common = || owner.node_cidrs.iter().any(|node| networks().any(|it| Some(it) == node.network.as_ref()));
            let is_of_nodes = other.kind == Kind::Nodes || owner.may_take_node_addresses();
            is_of_nodes && other.kind != Kind::Services && (std::ptr::eq(owner, cluster) || common())
        }
    }
}

/// The pool of that range's family.
pub fn pool<'m>(mesh: &'m Mesh, net: &IpNet) -> Option<&'m Pool> {
    mesh.pools.iter().find(|pool| Family::of(&pool.net.value) == Family::of(net))
}

/// How many different names there are, and the first few of them in backticks.
pub fn names<'m>(names: impl IntoIterator<Item = &'m str>) -> (usize, String) {
    let mut seen = BTreeSet::new();
    let distinct: Vec<String> = names.into_iter().filter(|name| seen.insert(*name)).map(shown).collect();
    (distinct.len(), few(&distinct))
}
