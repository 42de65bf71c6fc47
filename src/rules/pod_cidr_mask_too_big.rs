#![doc = include_str!("pod_cidr_mask_too_big.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, Origin, Range, collect, names, pool, pool_mask, wanted};
use crate::model::{Cluster, MOST_BITS, can_be_cut};
use crate::source::Span;
use crate::words::plural;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-mask-too-big",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_mask_too_big.md"),
};

/// Looks for pod CIDRs that Cilium's operator cannot cut into ranges of nodes; one finding for all clusters
/// of one line.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<(Span, u8), Vec<Range<'_>>> = BTreeMap::new();
    for range in collect(case.mesh, &[Kind::Pods]) {
        let Some(mask) = range.cluster().and_then(|cluster| pool_mask(cluster, Family::of(&range.net))) else {
            continue;
        };
        if !can_be_cut(&range.net, mask) {
            let pool = pool(case.mesh, &range.net).filter(|_| range.origin == Origin::Pool).map(|pool| pool.net.span);
            let place = range.cluster().and_then(|it| stated(it, &range)).or(pool).unwrap_or(range.span);
            places.entry((place, mask)).or_default().push(range);
        }
    }
    for ((span, mask), ranges) in places {
        let Some(range) = ranges.first() else { continue };
        let (net, is_stated) = (range.net, range.cluster().and_then(|it| stated(it, range)).is_some());
        let (count, owners) = names(ranges.iter().map(Range::name));
        let whose = format!("{} {owners}", plural(count, "cluster"));
        let is_narrow = mask < net.prefix_len();
        let property = if Family::of(&net) == Family::Ipv4 { "mask" } else { "mask6" };
        let message = match is_narrow {
            true => format!("pod CIDR {net} of {whose} has no room for a node range of /{mask}"),
            false => format!("pod CIDR {net} of {whose} is too large to be cut into ranges of /{mask}"),
        };
        let label =
            if is_stated { "size of a node range".to_string() } else { format!("nodes get a /{mask} by default") };
        let mut diagnostic = RULE.at(span, label, message);
        if span != range.span {
            diagnostic = diagnostic.label(range.span, format!("pods of `{}`: {net}", range.name()));
        }
        // The bits that number the nodes, at least 4 of them.
        let nodes = ranges.iter().filter_map(Range::cluster).map(wanted).max().unwrap_or(2).max(4);
        let bits = u8::try_from(128 - nodes.saturating_sub(1).leading_zeros()).unwrap_or(MOST_BITS);
        let bits = if is_narrow { bits } else { MOST_BITS };
        let better = net.prefix_len().saturating_add(bits).min(net.max_prefix_len());
        let larger = if is_narrow { format!(", or a pod CIDR larger than a /{mask}") } else { String::new() };
        diagnostic.clusters = ranges.iter().map(|range| range.name().to_string()).collect();
        found.push(diagnostic.help(format!("use `ipam \"cluster-pool\" {property}={better}`{larger}")));
    }
}

/// The place of the mask of that family, when it is set.
fn stated(cluster: &Cluster, range: &Range<'_>) -> Option<Span> {
    cluster.ipam.get()?.mask(Family::of(&range.net)).span()
}
