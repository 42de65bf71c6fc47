//! How many nodes pods' ranges have room for: each node takes a block of its own, unless it takes addresses
//! of the cloud's network.

use super::{Origin, Range, free, free_beside, pool};
use crate::address::{self, Family};
use crate::model::{Cluster, Ipam, IpamMode, Mesh};
use crate::yaml::Value;

/// The prefix length of a node's block in a range: what `ipam` sets, Kubernetes' `--node-cidr-mask-size`, 24
/// by default, or what the kops spec sets (kops 1.11 `kubeControllerManager.nodeCIDRMaskSize`). For IPv6 no
/// such block is known in 1.2 to 1.4: their agents give nodes ranges of their own
/// (`--ipv6-cluster-alloc-cidr`).
pub fn node_mask(range: &Range<'_>) -> u8 {
    let of_pool = range.cluster().and_then(|cluster| pool_mask(cluster, Family::of(&range.net)));
    let spec = range.cluster().and_then(|cluster| cluster.kops.get()?.spec.get()?.cluster());
    let mask = spec.and_then(|(_, fields)| fields.get("kubeControllerManager")?.get("nodeCIDRMaskSize")?.as_u64());
    of_pool.or(mask.and_then(|mask| u8::try_from(mask).ok())).filter(|mask| *mask <= 128).unwrap_or(24)
}

/// The prefix length that blocks of nodes have in a larger range.
fn usual_mask(range: &Range<'_>) -> u8 {
    let family = Family::of(&range.net);
    let of_pool = range.cluster().filter(|cluster| pool_mask(cluster, family).is_some());
    of_pool.map_or_else(|| node_mask(range), |cluster| cluster.usual_node_mask(family))
}

/// The prefix length of a node's block where Cilium's operator cuts the cluster's pool (`ipam.operator` of
/// the charts).
pub fn pool_mask(cluster: &Cluster, family: Family) -> Option<u8> {
    cluster.modern().filter(|_| {
        cluster.ipam_mode() == IpamMode::ClusterPool && !cluster.ipam.is_broken() && !cluster.is_chained()
    })?;
    let is_broken = cluster.ipam.get().is_some_and(|ipam| ipam.mask(family).is_broken());
    (!is_broken).then(|| cluster.node_mask(family))
}

/// Whether it is known how a cluster's pod CIDRs are cut into blocks of nodes, and no other rule has reported
/// that they cannot be.
pub fn is_cut(ranges: &[&Range<'_>]) -> bool {
    let Some(cluster) = ranges.first().and_then(|range| range.cluster()) else { return false };
    let is_modern = cluster.modern().is_some();
    let is_cut = matches!(cluster.ipam_mode(), IpamMode::ClusterPool | IpamMode::Kubernetes);
    let has_broken_mask = |ipam: &Ipam| ipam.mask.is_broken() || ipam.mask6.is_broken();
    let has_blocks = is_cut && !cluster.ipam.is_broken() && !cluster.ipam.get().is_some_and(has_broken_mask);
    let fits = |range: &&Range<'_>| node_mask(range) >= range.net.prefix_len();
    let is_v4 = ranges.iter().all(|range| Family::of(&range.net) == Family::Ipv4);
    // Of IPv6 only the blocks are known that Cilium's operator cuts.
    let is_known = is_v4 || ranges.iter().all(|range| pool_mask(cluster, Family::of(&range.net)).is_some());
    (!is_modern && is_v4) || (has_blocks && is_known && !cluster.is_chained() && ranges.iter().all(fits))
}

/// How many nodes the ranges have room for together.
pub fn nodes(ranges: &[&Range<'_>]) -> u128 {
    let blocks = ranges.iter().map(|range| address::block_count(&range.net, node_mask(range)));
    blocks.fold(0, u128::saturating_add)
}

/// The longest prefix of a range with room for so many nodes.
fn prefix_for(nodes: u128, mask: u8) -> Option<u8> {
    mask.checked_sub(u8::try_from(128 - nodes.saturating_sub(1).leading_zeros()).ok()?)
}

/// How many nodes the instance groups of the kops spec may grow to, masters included; a bastion is not a
/// node.
pub fn group_nodes(cluster: &Cluster) -> Option<u128> {
    let groups = cluster.kops.get()?.spec.get()?.instance_groups().filter_map(|group| group.get("spec"));
    let nodes = groups.filter(|group| group.get("role").and_then(Value::as_str) != Some("Bastion"));
    Some(nodes.filter_map(|group| group.get("maxSize")?.as_u64()).map(u128::from).fold(0, u128::saturating_add))
}

/// What the mesh file sets, or else how far the instance groups may grow; without either, two: one node is no
/// cluster.
pub fn wanted(cluster: &Cluster) -> u128 {
    let groups = || group_nodes(cluster).filter(|count| *count > 0);
    cluster.max_nodes.value().map(|max| u128::from(max.value)).or_else(groups).unwrap_or(2)
}

/// A number of nodes, in words.
pub fn counted(count: u128) -> String {
    match count {
        0 => "no node".to_string(),
        1 => "1 node".to_string(),
        _ => format!("{count} nodes"),
    }
}

/// What to write where a cluster's ranges, of which this is the last, have room for `carried` nodes of those
/// that are `wanted`.
pub fn room_for(mesh: &Mesh, range: &Range<'_>, (carried, wanted): (u128, u128)) -> Option<String> {
    if let Some(one_more) = one_more(mesh, range, wanted.saturating_sub(carried)) {
        return Some(one_more);
    }
    let mask = usual_mask(range);
    let prefix = prefix_for(wanted, mask)?;
    let room = counted(1 << mask.checked_sub(prefix)?);
    let halved = Family::of(&range.net) == Family::Ipv4 && range.cluster()?.kops.get().is_some();
    let block = if halved { prefix.checked_sub(1)? } else { prefix };
    let half = if halved { format!("pods get half of it, a /{prefix}, with ") } else { format!("a /{prefix} has ") };
    Some(match (range.origin, pool(mesh, &range.net)) {
        (Origin::Pool, Some(pool)) if block >= pool.net.value.prefix_len() => {
            format!("cut larger blocks, with `prefix={block}`: {half}room for {room}")
        }
        (Origin::Pool, _) => format!("use a larger pool, with `prefix={block}`: {half}room for {room}"),
        (Origin::Spec, _) => format!("use a nonMasqueradeCIDR of /{block}: {half}room for {room}"),
        _ => {
            let free = free(mesh, range, prefix).map_or(String::new(), |free| format!(", such as {free}"));
            format!("use a /{prefix}, with room for {room}{free}")
        }
    })
}

/// A range to append: where Cilium's operator cuts the pool, a live cluster takes one more, while another in
/// the place of one that is in use means to make the cluster anew.
fn one_more(mesh: &Mesh, range: &Range<'_>, missing: u128) -> Option<String> {
    let cluster = range.cluster().filter(|_| range.origin == Origin::Written)?;
    cluster.max_nodes.value()?;
    let mask = pool_mask(cluster, Family::of(&range.net)).filter(|_| cluster.kops.is_nothing())?;
    let prefix = prefix_for(missing, mask)?;
    let (free, room) = (free_beside(mesh, range, prefix)?, counted(1 << mask.checked_sub(prefix)?));
    Some(format!("append a range to `pod-cidr`, such as \"{free}\", with room for {room} more"))
}
