#![doc = include_str!("destructive_change.md")]

use super::Case;
use crate::address;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names, shown};
use crate::facts::made_with::{Standing, standing_of_pods};
use crate::model::{Cluster, Mesh};
use crate::plan::lasting::{self, Difference, Lasting, Records};
use crate::settings::{self, Node};
use crate::source::Span;
use ipnet::IpNet;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "destructive-change",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("destructive_change.md"),
};

/// Looks for clusters of which something would change that must not while they live, unless they may be
/// recreated. One place that sets it for many clusters is one finding.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(replaceable) = case.deployed.replaceable() else { return };
    let new: Records =
        case.plan.clusters.iter().map(|cluster| (cluster.name.clone(), Some(cluster.record.clone()))).collect();
    let mut places: BTreeMap<(Span, Lasting, String, String), Vec<&Cluster>> = BTreeMap::new();
    for pair in lasting::pairs(case.deployed.records(), &new) {
        let mut names = pair.old.iter().chain(&pair.new).map(|(name, _)| name);
        if names.any(|name| replaceable.contains(name)) {
            continue;
        }
        let Some((name, _)) = &pair.new else { continue };
        let Some(cluster) = case.mesh.clusters.iter().find(|cluster| cluster.name.value == *name) else { continue };
        let all = pair.differences();
        let ids = all.iter().any(|difference| difference.what == Lasting::Id);
        let is_own = |difference: &Difference| {
            is_settled(case.mesh, cluster, difference) && !(ids && is_block(cluster, difference))
        };
        for difference in all.iter().filter(|difference| is_own(difference)).cloned() {
            let text = |side: String| if side.is_empty() { "none".to_string() } else { side };
            let place = place(case.mesh, cluster, difference.what.word());
            let key = (place, difference.what, text(difference.before), text(difference.after));
            places.entry(key).or_default().push(cluster);
        }
    }
    for ((span, what, before, after), clusters) in places {
        let taker = taker(case.mesh, what, &before, &clusters);
        // A range that whole pools have moved to comes back with the pool.
        let is_passing =
            |taker: &&Cluster| what == Lasting::PodCidr && standing_of_pods(case.deployed, taker) == Standing::Changed;
        let taker = taker.filter(|taker| !is_passing(taker)).map(|taker| (taker, taker_before(case, what, taker)));
        let finding = report(span, what, (&before, &after), &clusters);
        let finding = match (taker, clusters.first()) {
            (Some(taker), Some(first)) => taken(finding, (what, &before), taker, first),
            _ => finding,
        };
        found.push(about(finding, &clusters));
    }
}

/// Whether the mesh file settles the new value: one that is missing or broken, or an id that another cluster
/// has too, is another rule's business, and so is a block of the pool that goes with it.
fn is_settled(mesh: &Mesh, cluster: &Cluster, difference: &Difference) -> bool {
    let id = cluster.id.get();
    match difference.what {
        Lasting::Id => id.is_some() && mesh.clusters.iter().filter(|other| other.id.get() == id).count() == 1,
        Lasting::PodCidr => id.is_some() || !difference.after.is_empty(),
        _ => true,
    }
}

/// Whether a range is the block of the pool that the cluster's id gives it, so that it changes with that.
fn is_block(cluster: &Cluster, difference: &Difference) -> bool {
    difference.what == Lasting::PodCidr && is_of_pool(cluster)
}

fn is_of_pool(cluster: &Cluster) -> bool {
    let id = cluster.id.span();
    id.is_some() && cluster.pod_cidrs.iter().any(|cidr| Some(cidr.span) == id)
}

fn report(span: Span, what: Lasting, (before, after): (&str, &str), clusters: &[&Cluster]) -> Diagnostic {
    let message = match what {
        Lasting::Name => format!("cluster {} becomes {}", shown(before), shown(after)),
        _ => format!("`{}` of {} changes from {before} to {after}", what.word(), names(clusters)),
    };
    let first = clusters.first().map(|cluster| cluster.name.value.as_str()).unwrap_or_default();
    let more = if clusters.len() > 1 { ", and so for the others" } else { "" };
    let back = match what {
        Lasting::Name => format!("name it `{before}` again"),
        Lasting::Id => format!("write `id={before}` again"),
        Lasting::PodCidr => {
            let quoted: Vec<String> = before.split(',').map(|net| format!("\"{net}\"")).collect();
            let own = format!("write `pod-cidr {}` in the cluster", quoted.join(" "));
            let is_of_pool = clusters.first().is_some_and(|cluster| is_of_pool(cluster));
            if is_of_pool { format!("take the former `address-pool` back, or {own}") } else { own }
        }
        _ => format!("keep {before}"),
    };
    let label = format!("{} in the output", if what == Lasting::Name { shown(before) } else { before.to_string() });
    let help = format!(
        "{back}; if the cluster is recreated, or the output was never applied to it, `--allow-destructive {first}` \
         permits it{more}"
    );
    RULE.at(span, label, message).help(help)
}

/// Another cluster that has now what a cluster had: after a merge of two branches that each add one, it would
/// be no way out to give it back.
fn taker<'m>(mesh: &'m Mesh, what: Lasting, before: &str, clusters: &[&Cluster]) -> Option<&'m Cluster> {
    let others = mesh.clusters.iter().filter(|other| clusters.iter().all(|own| own.name.value != other.name.value));
    let nets: Vec<IpNet> = before.split(',').filter_map(|net| net.parse().ok()).collect();
    let overlaps = |cidr: &IpNet| nets.iter().any(|net| address::overlap(net, cidr));
    let has = |other: &&Cluster| match what {
        Lasting::Name => other.name.value == before,
        Lasting::Id => other.id.get().is_some_and(|id| id.number().to_string() == before),
        Lasting::PodCidr => other.pod_cidrs.iter().any(|cidr| overlaps(&cidr.value)),
        _ => false,
    };
    others.filter(|_| clusters.len() == 1).find(has)
}

/// What whoever has it now had in the output, where that was something else.
fn taker_before(case: &Case<'_>, what: Lasting, taker: &Cluster) -> Option<String> {
    let is_recreated = case.deployed.replaceable()?.contains(&taker.name.value);
    let before = case.deployed.record(&taker.name.value).filter(|_| !is_recreated)?.get(what.word())?;
    let now = taker.id.get().map(ToString::to_string);
    (what == Lasting::Id && now.as_deref() != Some(before)).then(|| before.to_string())
}

/// The finding where it is taken: by a cluster that must give it back, as both have been swapped, or by one
/// that may have come with another branch.
fn taken(
    finding: Diagnostic,
    (what, before): (Lasting, &str),
    (taker, taker_before): (&Cluster, Option<String>),
    first: &Cluster,
) -> Diagnostic {
    let own = &first.name.value;
    let (other, word) = (shown(&taker.name.value), what.word());
    if let Some(theirs) = taker_before {
        return finding.help(format!(
            "write `id={before}` again, and in {other}, which now uses it, `id={theirs}`; if {} is recreated, \
             `--allow-destructive {own}` permits it",
            shown(own)
        ));
    }
    let help = format!(
        "{other} now uses it: if the output was never applied to {}, or it is recreated, `--allow-destructive {own}` \
         permits it; if it runs, give {other} another `{word}`",
        shown(own)
    );
    finding.help(help)
}

/// Where the mesh file sets it.
fn place(mesh: &Mesh, cluster: &Cluster, word: &str) -> Span {
    let row = settings::of_word(word);
    let otherwise = row.map_or(cluster.head, |row| match row.node {
        Node::Mesh(_) => mesh.span,
        Node::Cluster(_) | Node::Other(_) => cluster.head,
    });
    row.and_then(|row| row.place(mesh, cluster)).unwrap_or(otherwise)
}
