#![doc = include_str!("pod_cidr_too_small_for_nodes.md")]

use super::ranges::{Kind, Origin, Range, collect, free, group_nodes, names, node_mask, nodes, pool, prefix_for};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-too-small-for-nodes",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_too_small_for_nodes.md"),
};

/// Holds how many nodes each cluster's pod CIDRs carry against how many it may have. Clusters of one pool or of one
/// default that lack the same are one finding.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let ranges = collect(mesh, &[Kind::Pods]);
    let mut places: BTreeMap<(Span, u128, u128), Vec<Range<'_>>> = BTreeMap::new();
    for same in ranges.chunk_by(|one, two| one.same_cluster(two)) {
        for is_v4 in [true, false] {
            let family: Vec<_> = same.iter().filter(|range| range.net.addr().is_ipv4() == is_v4).collect();
            let Some(range) = family.last() else { continue };
            let (carried, wanted) = (nodes(&family), range.cluster().map_or(0, wanted));
            if carried < wanted {
                let pool = pool(mesh, &range.net).filter(|_| range.origin == Origin::Pool);
                let place = pool.map_or(range.span, |pool| pool.net.span);
                places.entry((place, carried, wanted)).or_default().push(**range);
            }
        }
    }
    for ((place, carried, wanted), ranges) in places {
        found.0.extend(finding(mesh, &ranges, (place, carried, wanted)));
    }
}

/// What the mesh file says, or else how far the instance groups may grow; without either, two: one node is no cluster.
fn wanted(cluster: &Cluster) -> u128 {
    let groups = || group_nodes(cluster).filter(|count| *count > 0);
    cluster.max_nodes.as_ref().map(|max| u128::from(max.value)).or_else(groups).unwrap_or(2)
}

fn finding(mesh: &Mesh, ranges: &[Range<'_>], (place, carried, wanted): (Span, u128, u128)) -> Option<Diagnostic> {
    let (first, cluster) = ranges.first().and_then(|range| Some((range, range.cluster()?)))?;
    let (count, owners) = names(ranges.iter().map(Range::name));
    let (room, mask) = (plural(carried), node_mask(first));
    let (whose, verb) = match count {
        1 => (format!("the pod CIDR of cluster {owners}"), "carries"),
        _ => (format!("the pod CIDRs of clusters {owners}"), "carry"),
    };
    let groups = group_nodes(cluster).filter(|count| *count > 0);
    let groups = groups.and_then(|_| cluster.kops.as_ref()?.spec_path.as_ref());
    let label = match first.origin {
        Origin::Spec => format!("gives pods {}: {room}, a /{mask} each", first.net),
        _ => format!("room for {room}, a /{mask} each"),
    };
    let mut diagnostic = match (&cluster.max_nodes, groups) {
        (None, None) => RULE.at(place, label, format!("{whose} {verb} {room}")),
        _ => RULE.at(place, label, format!("{whose} {verb} {room} of the {wanted} wanted")),
    };
    diagnostic = match (&cluster.max_nodes, groups) {
        (Some(max), _) => diagnostic.label(max.span, "wanted here").severity(Severity::Error),
        (None, Some(spec)) => diagnostic.label(spec.span, format!("instance groups may grow to {}", plural(wanted))),
        (None, None) => diagnostic,
    };
    diagnostic.clusters = ranges.iter().map(|range| range.name().to_string()).collect();
    diagnostic.help = help(mesh, first, wanted);
    Some(diagnostic)
}

fn help(mesh: &Mesh, range: &Range<'_>, wanted: u128) -> Option<String> {
    let prefix = prefix_for(wanted, node_mask(range))?;
    let room = plural(1 << node_mask(range).checked_sub(prefix)?);
    let halved = range.net.addr().is_ipv4() && range.cluster()?.kops.is_some();
    let block = if halved { prefix.checked_sub(1)? } else { prefix };
    let half = if halved { format!("pods get half of it, a /{prefix}, ") } else { format!("a /{prefix} is ") };
    Some(match (range.origin, pool(mesh, &range.net)) {
        (Origin::Pool, Some(pool)) if block >= pool.net.value.prefix_len() => {
            format!("cut larger blocks, with `prefix={block}`: {half}room for {room}")
        }
        (Origin::Pool, _) => format!("use a larger pool, with `prefix={block}`: {half}room for {room}"),
        (Origin::Spec, _) => format!("use a nonMasqueradeCIDR of /{block}: {half}room for {room}"),
        _ => {
            let free = free(mesh, range, prefix).map_or(String::new(), |free| format!(", such as {free}"));
            format!("use a /{prefix}, room for {room}{free}")
        }
    })
}

fn plural(count: u128) -> String {
    match count {
        0 => "no node".to_string(),
        1 => "1 node".to_string(),
        _ => format!("{count} nodes"),
    }
}
