#![doc = include_str!("pod_cidr_overlaps_platform_default.md")]

use super::Case;
use crate::address::overlap;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters;
use crate::facts::ranges::{Kind, Origin, Range, collect, names, pool, way_out};
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use crate::words::counted;
use ipnet::IpNet;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-overlaps-platform-default",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_overlaps_platform_default.md"),
};

/// Pods of one place and where their addresses are Services' too.
#[derive(Default)]
struct Meeting<'r, 'm> {
    pods: Vec<&'r Range<'m>>,
    of: Vec<&'m Cluster>,
}

/// Looks for pods where the platform of their cluster, or of a peer, has Services by default, and the mesh
/// file does not say where else these are.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let pods = collect(case.mesh, &[Kind::Pods]);
    let mut meetings: BTreeMap<(Span, IpNet), Meeting<'_, '_>> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        for services in cluster.default_services() {
            for range in pods.iter().filter(|range| overlap(&range.net, &services) && meet(case.mesh, range, cluster)) {
                let meeting = meetings.entry((place(case.mesh, range), services)).or_default();
                add(&mut meeting.pods, range);
                add(&mut meeting.of, cluster);
            }
        }
    }
    found.0.extend(meetings.into_iter().filter_map(|((_, services), meeting)| finding(case.mesh, &meeting, services)));
}

fn add<'a, T>(all: &mut Vec<&'a T>, one: &'a T) {
    if !all.iter().any(|other| std::ptr::eq(*other, one)) {
        all.push(one);
    }
}

/// Whether a cluster reaches these pods: its own, or those of a peer.
fn meet(mesh: &Mesh, pods: &Range<'_>, cluster: &Cluster) -> bool {
    pods.cluster().is_some_and(|owner| std::ptr::eq(owner, cluster) || mesh.connects(owner, cluster))
}

/// What pods have in common: their range's place, or the pool of which it is a block.
fn place(mesh: &Mesh, range: &Range<'_>) -> Span {
    let pool = pool(mesh, &range.net).filter(|_| range.origin == Origin::Pool);
    pool.map_or(range.span, |pool| pool.net.span)
}

fn finding(mesh: &Mesh, Meeting { pods, of }: &Meeting<'_, '_>, services: IpNet) -> Option<Diagnostic> {
    let (last, platform) = (pods.last()?, of.first()?.platform.value()?);
    let (count, owners) = names(pods.iter().map(|range| range.name()));
    let what = match pods.as_slice() {
        [one] => format!("pod CIDR {} of cluster {owners} overlaps", one.net),
        _ if count == 1 => format!("pod CIDRs of cluster {owners} overlap"),
        _ => format!("pod CIDRs of clusters {owners} overlap"),
    };
    let title = platform.value.title;
    let message = format!("{what} {services}, where {title} {} by default", habit(of));
    let written = if last.origin == Origin::Written { String::new() } else { format!(": {}", last.net) };
    let mut diagnostic = RULE.at(last.span, format!("pods of `{}`{written}", last.name()), message);
    let lacks = if of.len() == 1 { "has" } else { "have" };
    diagnostic = diagnostic.label(platform.span, format!("{} {lacks} no `service-cidr`", clusters::names(of)));
    let mut involved: Vec<&Cluster> = pods.iter().filter_map(|range| range.cluster()).collect();
    of.iter().for_each(|cluster| add(&mut involved, cluster));
    let stated = match of.as_slice() {
        [one] => {
            format!("set `service-cidr` in {} if its Services have another range", clusters::shown(&one.name.value))
        }
        _ => format!("set `service-cidr` in {} if Services have another range", counted(of.len(), "cluster")),
    };
    let moved = way_out(mesh, pods, last);
    let help = moved.map_or(stated.clone(), |moved| format!("{stated}; otherwise {moved}"));
    Some(clusters::about(diagnostic.help(help), &involved))
}

/// What the platform of clusters does: of several ranges for one family it takes one.
fn habit(of: &[&Cluster]) -> &'static str {
    let is_chosen = |cluster: &&Cluster| cluster.default_services().filter(|net| net.addr().is_ipv4()).count() <= 1;
    if of.iter().all(is_chosen) { "puts Services" } else { "may put Services" }
}
