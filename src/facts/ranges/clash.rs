//! Turns ranges that overlap into findings: one for each outermost range, however many are in it.

use super::built::{rather, restored, standing};
use super::way_out::way_out;
use super::{Kind, Origin, Range, collect, names};
use crate::address;
use crate::diagnostic::{Diagnostic, Rule};
use crate::limits::GUESSES;
use crate::model::Mesh;
use crate::plan::Deployed;
use crate::source::Span;
use crate::words::plural;
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};

/// A finding for each group of ranges of those kinds that overlap and that `clash` objects to.
pub fn clashes(
    rule: &'static Rule,
    (mesh, deployed): (&Mesh, &Deployed<'_>),
    kinds: &[Kind],
    clash: impl Fn(&Range<'_>, &Range<'_>) -> bool,
) -> Vec<Diagnostic> {
    let mut ranges = collect(mesh, kinds);
    // Of equal ranges those of one kind are next to each other, so that they are one group.
    ranges.sort_by_key(|range| kinds.iter().position(|kind| *kind == range.kind));
    let nets: Vec<_> = ranges.iter().map(|range| range.net).collect();
    let objects = |outer: usize, inner: usize| {
        let pair = ranges.get(outer).zip(ranges.get(inner));
        pair.is_some_and(|(outer, inner)| clash(outer, inner) && !outer.repeats(inner))
    };
    let groups = address::overlaps(&nets, objects).into_iter();
    let groups = groups.map(|group| group.into_iter().filter_map(|index| ranges.get(index)).collect::<Vec<_>>());
    let places = by_place(&ranges);
    let findings = groups.enumerate().filter_map(|(index, group)| {
        let group = with_sharers(group, &places);
        let (mut finding, last) = finding(rule, deployed, &group)?;
        // To look for a free range takes as long as there are ranges.
        finding.help = match index {
            _ if index < GUESSES.most => {
                let moved = || Some(rather(deployed, &group, last, way_out(mesh, &group, last)?));
                restored(mesh, deployed, last).or_else(moved)
            }
            _ => Some("give each of them a range of its own".to_string()),
        };
        Some(finding)
    });
    // Where not all connect to all, several groups come to the same clusters at the same place.
    let mut seen = BTreeSet::new();
    let is_new = |finding: &Diagnostic| {
        let clusters: BTreeSet<String> = finding.clusters.iter().cloned().collect();
        clusters.is_empty() || seen.insert((finding.primary().map(|label| label.span), clusters))
    };
    findings.filter(is_new).collect()
}

/// A group, the outer range first, and with it the other clusters that have that range from the same place.
fn with_sharers<'r, 'm>(mut group: Vec<&'r Range<'m>>, places: &Places<'r, 'm>) -> Vec<&'r Range<'m>> {
    // Of equal ranges the first one is the outer one, and this sort keeps their order.
    group.sort_by_key(|range| range.net.prefix_len());
    let Some(outer) = group.first().copied() else { return group };
    let there = places.get(&place(outer)).into_iter().flatten().copied();
    let known: BTreeSet<*const Range<'_>> = group.iter().map(|range| std::ptr::from_ref(*range)).collect();
    let sharers: Vec<_> = there.filter(|range| !known.contains(&std::ptr::from_ref(*range))).collect();
    group.splice(1..1, sharers);
    group
}

/// Ranges of one place, one kind and one value, by these.
type Places<'r, 'm> = BTreeMap<(Span, &'static str, IpNet), Vec<&'r Range<'m>>>;

fn by_place<'r, 'm>(ranges: &'r [Range<'m>]) -> Places<'r, 'm> {
    let mut places = Places::new();
    ranges.iter().for_each(|range| places.entry(place(range)).or_default().push(range));
    places
}

fn place<'m>(range: &Range<'m>) -> (Span, &'static str, IpNet) {
    (range.span, cidr(range.kind), range.net)
}

/// The finding of a group without its help, and the range to change.
fn finding<'r, 'm>(
    rule: &'static Rule,
    deployed: &Deployed<'_>,
    group: &[&'r Range<'m>],
) -> Option<(Diagnostic, &'r Range<'m>)> {
    // Nodes and networks stay where they are, and so does what is built; what is written in the file is
    // easier to change than what follows from it.
    let last =
        *group.iter().max_by_key(|range| (standing(deployed, range), range.origin == Origin::Written, range.span))?;

    let parts = parts(group);
    let primary = parts.iter().position(|part| part.first().is_some_and(|range| place(range) == place(last)))?;
    let shown = (0..parts.len()).filter(|index| *index != primary).take(2).filter_map(|index| parts.get(index));
    let mut diagnostic = rule.at(last.span, label(parts.get(primary)?), message(&parts, last));
    for part in shown {
        diagnostic = diagnostic.label(part.first()?.span, label(part));
    }
    let mut seen = BTreeSet::new();
    let clusters = group.iter().filter_map(|range| range.cluster()).map(|cluster| &cluster.name.value);
    diagnostic.clusters = clusters.filter(|name| seen.insert(*name)).cloned().collect();
    Some((diagnostic, last))
}

/// Ranges of one place, one kind and one value: one label. The outer one is the first.
type Part<'r, 'm> = Vec<&'r Range<'m>>;

fn parts<'r, 'm>(group: &[&'r Range<'m>]) -> Vec<Part<'r, 'm>> {
    let mut known: BTreeMap<(Span, &str, IpNet), usize> = BTreeMap::new();
    let mut parts: Vec<Part<'_, '_>> = Vec::new();
    for range in group {
        let at = *known.entry(place(range)).or_insert(parts.len());
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
fn message(parts: &[Part<'_, '_>], last: &Range<'_>) -> String {
    let Some((outer, inner)) = parts.split_first() else { return String::new() };
    let Some(first) = outer.first() else { return String::new() };
    let (kind, net) = (cidr(first.kind), first.net);
    let all = || parts.iter().flatten();
    if all().all(|range| range.kind == first.kind && range.net == net) {
        return match names(all().map(|range| range.name())) {
            (1, owner) => format!("cluster {owner} has the {kind} {net} more than once"),
            (_, owners) => format!("clusters {owners} have the same {kind}, {net}"),
        };
    }
    if let [inner] = inner {
        let is_last = |part: &Part<'_, '_>| part.first().is_some_and(|range| place(range) == place(last));
        let (one, two) = if is_last(outer) { (outer, inner) } else { (inner, outer) };
        let same_owners = names(one.iter().map(|r| r.name())) == names(two.iter().map(|r| r.name()));
        let (Some(range), Some(other)) = (one.first(), two.first()) else { return String::new() };
        let own = if one.len() == 1 { "its own" } else { "their own" };
        return match (same_owners && range.cluster().is_some(), range.kind == other.kind) {
            (true, true) => {
                format!("{kind}s {net} and {} of {} overlap", inner.first().map_or(net, |range| range.net), owners(one))
            }
            (true, false) => format!("{} overlaps {own} {} {}", described(one), cidr(other.kind), other.net),
            (false, true) => format!("{} overlaps {} of {}", described(one), other.net, owners(two)),
            (false, false) => format!("{} overlaps {}", described(one), described(two)),
        };
    }
    let inner: Part<'_, '_> = inner.iter().flatten().copied().collect();
    match inner.first().map(|range| range.kind) {
        Some(Kind::Network) | None => format!("{} overlaps {}", described(outer), owners(&inner)),
        Some(kind) => format!("{} overlaps the {}s of {}", described(outer), cidr(kind), owners(&inner)),
    }
}

fn described(part: &[&Range<'_>]) -> String {
    match part.first() {
        Some(range) if range.kind == Kind::Network => format!("{} of {}", range.net, owners(part)),
        Some(range) => format!("{} {} of {}", cidr(range.kind), range.net, owners(part)),
        None => String::new(),
    }
}

fn owners(part: &[&Range<'_>]) -> String {
    let (count, names) = names(part.iter().map(|range| range.name()));
    let noun = if part.iter().all(|range| range.kind == Kind::Network) { "network" } else { "cluster" };
    format!("{} {names}", plural(count, noun))
}

fn cidr(kind: Kind) -> &'static str {
    match kind {
        Kind::Pods => "pod CIDR",
        Kind::Services => "service CIDR",
        Kind::Nodes => "node CIDR",
        Kind::Network => "network",
    }
}
