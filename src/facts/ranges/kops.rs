//! What to write where the range that kops keeps for pods and Services does not fit.

use super::{Kind, Range, free_near, free_within, pool, taken};
use crate::address;
use crate::model::{Kops, KopsSpec, Mesh};
use ipnet::IpNet;

/// A block for the pods and Services of a kops cluster, free and in none of `besides`: its pods and its
/// Services. It is of length `prefix`, or a smaller one where none is free.
pub fn free_halves(mesh: &Mesh, besides: &[IpNet], near: &IpNet, prefix: u8) -> Option<(IpNet, IpNet)> {
    let mut taken = taken(mesh, near);
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value).chain(besides.iter().copied()));
    let block = (prefix..=prefix.max(20)).find_map(|prefix| address::next_free_near(near, &taken, prefix))?;
    Some((address::upper_half(&block)?, address::lowest_eighth(&block)?))
}

/// A free range where kops itself would put pods or Services.
pub fn inside(mesh: &Mesh, range: &Range<'_>, whole: &IpNet) -> String {
    let is_pods = range.kind == Kind::Pods;
    let usual = if is_pods { address::upper_half(whole) } else { address::lowest_eighth(whole) };
    let free = |within: IpNet| free_within(mesh, &within, range.net.prefix_len());
    let free = usual.and_then(free).or_else(|| free(*whole));
    free.map_or(format!("use a range in {whole}"), |free| format!("use a range in it, such as {free}"))
}

/// That, or the other range that meshc needs to widen the whole; neither where kops would refuse the whole.
pub fn inside_or_wider(mesh: &Mesh, range: &Range<'_>, (kops, whole): (&Kops, &IpNet)) -> Option<String> {
    let networks = kops.spec.get().map_or(Vec::new(), KopsSpec::networks);
    let is_free = |net: &IpNet| !networks.iter().any(|network| address::overlap(net, network));
    let (other, prefix, is_stated) = match (range.kind, range.cluster()?, range.net.prefix_len()) {
        (Kind::Pods, cluster, prefix) => {
            ("service-cidr", prefix.saturating_add(4).min(28), !cluster.service_cidrs.is_empty())
        }
        (_, cluster, prefix) => ("pod-cidr", prefix.saturating_sub(2).max(8), !cluster.pod_cidrs.is_empty()),
    };
    let beside = free_near(mesh, &range.net, prefix).filter(|_| !is_stated);
    let beside = beside.filter(|beside| address::cover(&[range.net, *beside]).is_some_and(|net| is_free(&net)));
    let both = match beside {
        Some(beside) => {
            format!("set `{other} \"{beside}\"` too: meshc then sets a nonMasqueradeCIDR that contains both")
        }
        None => {
            let (pods, services) =
                free_halves(mesh, &[*whole], &range.net, range.net.prefix_len().saturating_sub(1).max(8))?;
            format!(
                "write `pod-cidr \"{pods}\"` and `service-cidr \"{services}\"`, which fit into one range outside the nodes' network"
            )
        }
    };
    // Beside a pool, the range of the spec is where other clusters have their blocks.
    let has_pool = pool(mesh, &range.net).is_some();
    Some(if has_pool || !is_free(whole) { both } else { format!("{}, or {both}", inside(mesh, range, whole)) })
}
