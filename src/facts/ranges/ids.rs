//! Ids that nobody has yet, and whose blocks in the pools nobody has either.

use super::taken;
use crate::address::{block, block_count, overlap};
use crate::facts::clusters::{highest_id, taken_ids};
use crate::model::{ClusterId, Mesh, Pool};
use ipnet::IpNet;

/// The ids that no cluster has, that have their blocks in the pools, and that suit, the lowest first; before
/// all others those of whose blocks nobody has an address.
pub fn free_ids_that(mesh: &Mesh, suits: impl Fn(ClusterId) -> bool) -> impl Iterator<Item = ClusterId> {
    let (mut free, others): (Vec<_>, Vec<_>) = unused(mesh).filter(|id| suits(*id)).partition(blocks_are_free(mesh));
    free.extend(others);
    free.into_iter()
}

/// The lowest id that no cluster has and whose blocks nobody has an address of, with its block of a pool.
pub fn free_id(mesh: &Mesh, pool: &Pool) -> Option<(ClusterId, IpNet)> {
    let id = unused(mesh).find(blocks_are_free(mesh))?;
    Some((id, block(&pool.net.value, pool.prefix, id.number().into())?))
}

/// The ids that no cluster has and that have their blocks in the pools, the lowest first. What may be an id
/// where the mesh file cannot be read is not among them.
fn unused(mesh: &Mesh) -> impl Iterator<Item = ClusterId> {
    let used = taken_ids(mesh);
    let all = ClusterId::up_to(highest_id(mesh).min(last_block(mesh)));
    all.filter(move |id| !used.contains(id) && !mesh.unread.contains(&id.to_string()))
}

/// Whether nobody has an address of an id's blocks.
fn blocks_are_free(mesh: &Mesh) -> impl Fn(&ClusterId) -> bool {
    let pools: Vec<_> = mesh.pools.iter().map(|pool| (pool, taken(mesh, &pool.net.value))).collect();
    move |id| {
        pools.iter().all(|(pool, taken)| {
            let block = block(&pool.net.value, pool.prefix, id.number().into());
            block.is_none_or(|block| !taken.iter().any(|net: &IpNet| overlap(&block, net)))
        })
    }
}

/// What to do when no id is left to offer.
pub fn no_free_id(mesh: &Mesh) -> &'static str {
    if last_block(mesh) < highest_id(mesh) {
        "remove a cluster, or enlarge the address pool: every id that has a block of it is taken"
    } else {
        "remove a cluster: every id is taken"
    }
}

/// The highest id with a block in every pool. A pool without any block is a defect of its own, whatever the
/// ids.
fn last_block(mesh: &Mesh) -> u16 {
    let blocks = mesh.pools.iter().map(|pool| block_count(&pool.net.value, pool.prefix)).filter(|blocks| *blocks > 0);
    blocks.min().and_then(|blocks| u16::try_from(blocks).ok()).unwrap_or(u16::MAX)
}
