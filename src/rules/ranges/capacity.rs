//! How many nodes pods' ranges carry: each node takes a block of its own.

use super::Range;
use crate::address;
use crate::model::Cluster;
use crate::yaml::Value;

/// The prefix length of a node's block: Kubernetes' `--node-cidr-mask-size-ipv4` and `-ipv6`, 24 and 64 by default, or
/// what the kops spec says (kops 1.11 `kubeControllerManager.nodeCIDRMaskSize`).
pub fn node_mask(range: &Range<'_>) -> u8 {
    if range.net.addr().is_ipv6() {
        return 64;
    }
    let spec = range.cluster().and_then(|cluster| cluster.kops.as_ref()?.spec.as_ref()?.cluster());
    let mask = spec.and_then(|(_, fields)| fields.get("kubeControllerManager")?.get("nodeCIDRMaskSize")?.as_u64());
    mask.and_then(|mask| u8::try_from(mask).ok()).filter(|mask| *mask <= 32).unwrap_or(24)
}

/// How many nodes the ranges carry together.
pub fn nodes(ranges: &[&Range<'_>]) -> u128 {
    let blocks = ranges.iter().map(|range| address::block_count(&range.net, node_mask(range)));
    blocks.fold(0, u128::saturating_add)
}

/// The longest prefix of a range that carries so many nodes.
pub fn prefix_for(nodes: u128, mask: u8) -> Option<u8> {
    mask.checked_sub(u8::try_from(128 - nodes.saturating_sub(1).leading_zeros()).ok()?)
}

/// How many nodes the instance groups of the kops spec may grow to, masters included; a bastion is not a node.
pub fn group_nodes(cluster: &Cluster) -> Option<u128> {
    let groups = cluster.kops.as_ref()?.spec.as_ref()?.instance_groups().filter_map(|group| group.get("spec"));
    let nodes = groups.filter(|group| group.get("role").and_then(Value::as_str) != Some("Bastion"));
    Some(nodes.filter_map(|group| group.get("maxSize")?.as_u64()).map(u128::from).fold(0, u128::saturating_add))
}
