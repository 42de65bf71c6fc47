#![doc = include_str!("pod_cidr_too_small_for_nodes.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{
    Kind, Origin, Range, collect, counted, group_nodes, is_cut, names, node_mask, nodes, pool, room_for, wanted,
};
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-too-small-for-nodes",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_too_small_for_nodes.md"),
};

/// Compares how many nodes each cluster's pod CIDRs have room for with how many it may have. Clusters of one
/// pool or of one default that lack the same are one finding.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let ranges = collect(case.mesh, &[Kind::Pods]);
    let mut places: BTreeMap<_, Vec<&Range<'_>>> = BTreeMap::new();
    for of_cluster in ranges.chunk_by(|one, two| one.same_cluster(two)) {
        for family in Family::ALL {
            let family: Vec<_> = of_cluster.iter().filter(|range| Family::of(&range.net) == family).collect();
            let last = family.last().filter(|_| is_cut(&family));
            let Some((range, cluster)) = last.and_then(|range| Some((*range, range.cluster()?))) else { continue };
            let pool = pool(case.mesh, &range.net).filter(|_| range.origin == Origin::Pool);
            let (place, max) = (pool.map_or(range.span, |pool| pool.net.span), cluster.max_nodes.value());
            if nodes(&family) < wanted(cluster) {
                let place = (place, max.map(|max| max.span), nodes(&family), wanted(cluster));
                places.entry(place).or_default().push(range);
            }
        }
    }
    for ((place, max, carried, wanted), ranges) in places {
        found.0.extend(finding(&ranges, (place, max), (carried, wanted)).map(|mut diagnostic| {
            diagnostic.help = ranges.first().and_then(|range| room_for(case.mesh, range, (carried, wanted)));
            diagnostic
        }));
    }
}

fn finding(ranges: &[&Range<'_>], places: (Span, Option<Span>), count: (u128, u128)) -> Option<Diagnostic> {
    let ((place, max), (carried, wanted)) = (places, count);
    let first = ranges.first()?;
    let whose = match names(ranges.iter().map(|range| range.name())) {
        (1, owner) => format!("the pod CIDR of cluster {owner}"),
        (_, owners) => format!("each of the pod CIDRs of clusters {owners}"),
    };
    let groups = group_nodes(first.cluster()?).filter(|nodes| *nodes > 0);
    let spec = groups.and_then(|_| first.cluster()?.kops.get()?.spec_path.value());
    let message = match (carried, max, spec) {
        (_, None, None) => format!("{whose} has room for {}", counted(carried)),
        (0, ..) => format!("{whose} has room for none of the {wanted} nodes"),
        _ => format!("{whose} has room for {carried} of the {wanted} nodes"),
    };
    let given = if first.origin == Origin::Spec { format!("gives pods {}: ", first.net) } else { String::new() };
    let label = format!("{given}room for {}, a /{} each", counted(carried), node_mask(first));
    let mut diagnostic = RULE.at(place, label, message);
    diagnostic.clusters = ranges.iter().map(|range| range.name().to_string()).collect();
    Some(match (max, spec) {
        (Some(max), _) => diagnostic.label(max, "requested here").severity(Severity::Error),
        (_, Some(spec)) => diagnostic.label(spec.span, format!("instance groups may grow to {}", counted(wanted))),
        _ => diagnostic,
    })
}
