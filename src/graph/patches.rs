//! What is on the map: each range once, with everybody who has addresses in it.

use crate::address::{self, Family};
use crate::facts::clusters::highest_id;
use crate::facts::ranges::{self, Kind, Range};
use crate::model::{Mesh, Pool};
use crate::words::{counted, few, plural};
use ipnet::IpNet;
use std::collections::BTreeMap;

/// A range on the map.
#[derive(Debug)]
pub struct Patch {
    /// The range.
    pub net: IpNet,
    /// What it is; of several kinds the first.
    pub ground: Ground,
    /// Whose it is: names, without repetition.
    pub owners: Vec<String>,
    /// What is written on it.
    pub label: String,
    /// What a tooltip has.
    pub title: String,
    /// The `network` that all of them are in, whose addresses they share on purpose.
    pub network: Option<String>,
    /// Whether somebody has addresses in it that are another one's too.
    pub is_overlapping: bool,
}

/// What is in a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// Pods of a cluster.
    Pods,
    /// Services of a cluster.
    Services,
    /// Nodes of a cluster.
    Nodes,
    /// A `network`.
    Network,
    /// The part of a pool that ids of this mesh can have.
    Pool,
}

impl Ground {
    /// Those that fill a range, with their classes and their words.
    pub const ALL: [(Ground, &'static str, &'static str); 4] = [
        (Ground::Pods, "pods", "pods"),
        (Ground::Services, "services", "Services"),
        (Ground::Nodes, "nodes", "nodes"),
        (Ground::Network, "network", "network"),
    ];

    /// Its class.
    pub fn class(self) -> &'static str {
        Ground::ALL.iter().find(|(ground, ..)| *ground == self).map_or("pool", |(_, class, _)| class)
    }

    /// Whether others may be in it without taking its addresses.
    pub fn is_open(self) -> bool {
        matches!(self, Ground::Network | Ground::Pool)
    }
}

impl Patch {
    /// Whether it overlaps another one that it contains: not where both are of one cluster or one network.
    fn overlaps(&self, inner: &Patch) -> bool {
        let is_closed = !self.ground.is_open() && !inner.ground.is_open();
        let is_of_one = self.owners == inner.owners || (self.network.is_some() && self.network == inner.network);
        is_closed && !is_of_one && address::contains(&self.net, &inner.net)
    }
}

/// What is on the map of a mesh.
pub fn patches(mesh: &Mesh) -> Vec<Patch> {
    let mut by_net: BTreeMap<(Family, u128, u8), Vec<Range<'_>>> = BTreeMap::new();
    for range in ranges::collect(mesh, Kind::ALL) {
        let key = (Family::of(&range.net), address::first(&range.net), range.net.prefix_len());
        by_net.entry(key).or_default().push(range);
    }
    let pools = mesh.pools.iter().filter_map(|pool| of_pool(mesh, pool));
    let mut patches: Vec<Patch> = by_net.into_values().filter_map(|ranges| patch(&ranges)).collect();
    mark_overlaps(&mut patches);
    pools.chain(patches).collect()
}

/// Marks what overlaps: in this order what contains the next range is a stack.
fn mark_overlaps(patches: &mut [Patch]) {
    let mut enclosing: Vec<usize> = Vec::new();
    for index in 0..patches.len() {
        let Some(inner) = patches.get(index) else { return };
        enclosing.retain(|outer| patches.get(*outer).is_some_and(|outer| address::contains(&outer.net, &inner.net)));
        let outer: Vec<usize> = enclosing
            .iter()
            .copied()
            .filter(|at| patches.get(*at).is_some_and(|outer| outer.overlaps(inner)))
            .collect();
        let both = outer.iter().chain(outer.first().map(|_| &index)).copied().collect::<Vec<_>>();
        both.into_iter().for_each(|at| patches.get_mut(at).into_iter().for_each(|patch| patch.is_overlapping = true));
        enclosing.push(index);
    }
}

fn patch(ranges: &[Range<'_>]) -> Option<Patch> {
    let first = ranges.first()?;
    let ground = |range: &Range<'_>| match range.kind {
        Kind::Pods => Ground::Pods,
        Kind::Services => Ground::Services,
        Kind::Nodes => Ground::Nodes,
        Kind::Network => Ground::Network,
    };
    let mut owners: Vec<String> = Vec::new();
    let of_clusters = ranges.iter().filter(|range| range.cluster().is_some());
    let is_of_clusters = of_clusters.clone().next().is_some();
    for range in ranges.iter().filter(|range| !is_of_clusters || range.cluster().is_some()) {
        if !owners.iter().any(|owner| owner == range.name()) {
            owners.push(range.name().to_string());
        }
    }
    let lines = Ground::ALL.iter().filter_map(|(kind, _, word)| {
        let mut names: Vec<&str> =
            ranges.iter().filter(|range| ground(range) == *kind).map(|range| range.name()).collect();
        names.dedup();
        let of = if *kind == Ground::Network { "" } else { "of " };
        (!names.is_empty()).then(|| format!("{word} {of}{}", few(&names)))
    });
    let title = std::iter::once(first.net.to_string()).chain(lines).collect::<Vec<_>>().join("\n");
    let closed: Vec<&Range<'_>> = ranges.iter().filter(|range| range.kind != Kind::Network).collect();
    let network = closed.first().and_then(|range| range.network);
    let network = network.filter(|_| closed.iter().all(|range| range.network == network));
    let is_overlapping = closed.len() > 1 && network.is_none();
    let network = network.map(|network| network.name().to_string());
    let whole = ranges.iter().find(|range| range.kind == Kind::Network).filter(|_| is_of_clusters);
    let label = label(whole.map(Range::name), &owners);
    let ground = ranges.iter().map(ground).min()?;
    Some(Patch { net: first.net, ground, owners, label, title, network, is_overlapping })
}

/// What is written on a range: whose it is, and which network it is all of.
fn label(network: Option<&str>, owners: &[String]) -> String {
    let owners = match owners.len() {
        0..=2 => owners.join(", "),
        count => format!("{count} {}", plural(count, "cluster")),
    };
    network.map_or(owners.clone(), |network| format!("{network}: {owners}"))
}

/// As much of a pool as ids can have: there may be a block for each of billions of ids that Cilium has not.
fn of_pool(mesh: &Mesh, pool: &Pool) -> Option<Patch> {
    let whole = pool.net.value.trunc();
    let most = u128::from(highest_id(mesh)).min(address::block_count(&whole, pool.prefix));
    let ends = [address::block(&whole, pool.prefix, 1)?, address::block(&whole, pool.prefix, most)?];
    let net = address::cover(&ends)?.trunc();
    let title = format!("pool {whole}\n{} of /{}", counted(usize::try_from(most).ok()?, "block"), pool.prefix);
    Some(Patch {
        net,
        ground: Ground::Pool,
        owners: Vec::new(),
        label: String::new(),
        title,
        network: None,
        is_overlapping: false,
    })
}
