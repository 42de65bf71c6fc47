//! Turns ranges that overlap into findings: one for each outermost range, however many lie in it.

use super::way_out::way_out;
use super::{Kind, Origin, Range, collect, names};
use crate::address;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::Mesh;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A finding for each group of ranges of those kinds that overlap and that `clash` objects to.
pub fn clashes(
    rule: &'static Rule,
    mesh: &Mesh,
    kinds: &[Kind],
    clash: impl Fn(&Range<'_>, &Range<'_>) -> bool,
) -> Vec<Diagnostic> {
    let ranges = collect(mesh, kinds);
    let nets: Vec<_> = ranges.iter().map(|range| range.net).collect();
    let objects = |outer: usize, inner: usize| {
        let pair = ranges.get(outer).zip(ranges.get(inner));
        pair.is_some_and(|(outer, inner)| clash(outer, inner) && !outer.repeats(inner))
    };
    let groups = address::overlaps(&nets, objects).into_iter();
    let groups = groups.map(|group| group.into_iter().filter_map(|index| ranges.get(index)).collect::<Vec<_>>());
    groups.filter_map(|group| finding(rule, mesh, &group)).collect()
}

fn finding(rule: &'static Rule, mesh: &Mesh, group: &[&Range<'_>]) -> Option<Diagnostic> {
    // Of equal ranges the first one is the outer one.
    let at = (0..group.len()).min_by_key(|at| group.get(*at).map(|range| range.net.prefix_len()))?;
    let outer = *group.get(at)?;
    let inner: Vec<&Range<'_>> = group.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, r)| *r).collect();
    // Nodes and networks stay where they are; what stands in the file is easier to change than what follows from it.
    let movable = |range: &Range<'_>| matches!(range.kind, Kind::Pods | Kind::Services);
    let last = *group.iter().max_by_key(|range| (movable(range), range.origin == Origin::Written, range.span))?;

    let parts = parts(group);
    let of = |range: &Range<'_>| parts.iter().position(|part| part.iter().any(|other| std::ptr::eq(*other, range)));
    let primary = of(last)?;
    let mut shown = vec![of(outer)?];
    shown.extend((0..parts.len()).filter(|index| Some(*index) != of(outer)));
    let mut diagnostic = rule.at(last.span, label(parts.get(primary)?), message(outer, &inner, last));
    for part in shown.into_iter().filter(|index| *index != primary).take(2).filter_map(|index| parts.get(index)) {
        diagnostic = diagnostic.label(part.first()?.span, label(part));
    }
    let mut seen = BTreeSet::new();
    let clusters = group.iter().filter_map(|range| range.cluster()).map(|cluster| &cluster.name.value);
    diagnostic.clusters = clusters.filter(|name| seen.insert(*name)).cloned().collect();
    diagnostic.help = way_out(mesh, group, last);
    Some(diagnostic)
}

/// What one label can say: ranges of one place, one kind and one value.
fn parts<'r, 'm>(group: &[&'r Range<'m>]) -> Vec<Vec<&'r Range<'m>>> {
    let mut known: BTreeMap<(Span, &str, ipnet::IpNet), usize> = BTreeMap::new();
    let mut parts: Vec<Vec<&Range<'_>>> = Vec::new();
    for range in group {
        let at = *known.entry((range.span, cidr(range.kind), range.net)).or_insert(parts.len());
        match parts.get_mut(at) {
            Some(part) => part.push(range),
            None => parts.push(vec![range]),
        }
    }
    parts
}

fn label(part: &[&Range<'_>]) -> String {
    let Some(range) = part.first() else { return String::new() };
    let whose = match range.kind {
        Kind::Pods => "pods of",
        Kind::Services => "Services of",
        Kind::Nodes => "nodes of",
        Kind::Network => "network",
    };
    let (_, owners) = names(part.iter().map(|range| range.name()));
    match range.origin {
        Origin::Written => format!("{whose} {owners}"),
        _ => format!("{whose} {owners}: {}", range.net),
    }
}

/// What overlaps what; of two ranges the one to change comes first.
fn message(outer: &Range<'_>, inner: &[&Range<'_>], last: &Range<'_>) -> String {
    let (count, owners) = names([outer].into_iter().chain(inner.iter().copied()).map(Range::name));
    let kind = cidr(outer.kind);
    if inner.iter().all(|range| range.kind == outer.kind && range.net == outer.net) {
        return match count {
            1 => format!("cluster {owners} has the {kind} {} more than once", outer.net),
            _ => format!("clusters {owners} have the same {kind}, {}", outer.net),
        };
    }
    if let [inner] = inner {
        let (one, two) = if std::ptr::eq(outer, last) { (outer, *inner) } else { (*inner, outer) };
        return match (one.same_cluster(two), one.kind == two.kind) {
            (true, true) => format!("{kind}s {} and {} of cluster {owners} overlap", outer.net, inner.net),
            (true, false) => format!("{} overlaps its own {} {}", described(one), cidr(two.kind), two.net),
            (false, true) => format!("{} overlaps {} of cluster `{}`", described(one), two.net, two.name()),
            (false, false) => format!("{} overlaps {}", described(one), described(two)),
        };
    }
    let (count, owners) = names(inner.iter().map(|range| range.name()));
    let plural = if count == 1 { "" } else { "s" };
    match inner.first().map(|range| range.kind) {
        Some(Kind::Network) => format!("{} overlaps network{plural} {owners}", described(outer)),
        Some(kind) => format!("{} overlaps the {}s of cluster{plural} {owners}", described(outer), cidr(kind)),
        None => String::new(),
    }
}

fn described(range: &Range<'_>) -> String {
    match range.kind {
        Kind::Network => format!("{} of network `{}`", range.net, range.name()),
        kind => format!("{} {} of cluster `{}`", cidr(kind), range.net, range.name()),
    }
}

fn cidr(kind: Kind) -> &'static str {
    match kind {
        Kind::Pods => "pod CIDR",
        Kind::Services => "service CIDR",
        Kind::Nodes => "node CIDR",
        Kind::Network => "network",
    }
}
