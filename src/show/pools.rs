//! How full pools are: which of their blocks somebody has, and which one is next.

use crate::address::{block, block_count, overlap};
use crate::facts::clusters::{highest_id, taken_ids};
use crate::facts::ranges::{Kind, collect, free_id};
use crate::model::{ClusterId, Mesh, Pool};
use ipnet::IpNet;

/// How full a pool is.
#[derive(Debug)]
pub struct Fill {
    /// The pool.
    pub net: IpNet,
    /// The prefix length of its blocks.
    pub prefix: u8,
    /// How many of its blocks an id of this mesh can have.
    pub blocks: usize,
    /// How many of these are somebody's: that of a cluster's id, or one in which somebody has addresses.
    pub used: usize,
    /// The id that is free, with its block, and whose addresses are nobody's.
    pub next: Option<(ClusterId, IpNet)>,
}

/// How full every pool is.
pub fn fills(mesh: &Mesh) -> Vec<Fill> {
    mesh.pools.iter().map(|pool| fill(mesh, pool)).collect()
}

fn fill(mesh: &Mesh, pool: &Pool) -> Fill {
    let net = pool.net.value;
    let ranges: Vec<IpNet> = collect(mesh, Kind::ALL).into_iter().map(|range| range.net).collect();
    let within: Vec<&IpNet> = ranges.iter().filter(|range| overlap(range, &net)).collect();
    let ids = taken_ids(mesh);
    let highest = u128::from(highest_id(mesh)).min(block_count(&net, pool.prefix));
    let all: Vec<ClusterId> = ClusterId::up_to(u16::try_from(highest).unwrap_or(u16::MAX)).collect();
    let is_used = |id: &&ClusterId| {
        let block = block(&net, pool.prefix, id.number().into());
        ids.contains(*id) || block.is_some_and(|block| within.iter().any(|range| overlap(range, &block)))
    };
    let used = all.iter().filter(is_used).count();
    Fill { net: net.trunc(), prefix: pool.prefix, blocks: all.len(), used, next: free_id(mesh, pool) }
}
