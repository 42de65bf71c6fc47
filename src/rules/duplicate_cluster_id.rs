#![doc = include_str!("duplicate_cluster_id.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Edit, Fix, Rule, Severity, Silence};
use crate::facts::clusters::{about, names, shown};
use crate::facts::ids::{Offer, Offers, offers};
use crate::facts::made_with::{Standing, standing_of_id};
use crate::facts::ranges::no_free_id;
use crate::model::{Cluster, ClusterId};
use crate::words::few;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("duplicate_cluster_id.md"),
};

/// Looks for ids that several clusters carry.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let offers = offers(case.mesh, case.deployed);
    let mut owners = Owners::new();
    for cluster in &case.mesh.clusters {
        if let Some(id) = cluster.id.get() {
            owners.entry(*id).or_default().push(cluster);
        }
    }
    for (id, clusters) in owners.iter().filter(|(_, clusters)| clusters.len() > 1) {
        let moving = moving(clusters, &owners, &offers);
        let is_moving = |cluster: &&&Cluster| moving.iter().any(|(other, _)| std::ptr::eq(**cluster, *other));
        let Some(last) = clusters.iter().rev().find(is_moving).or(clusters.last()) else { continue };
        let message = format!("{} have the same id, {id}", names(clusters));
        let place = |cluster: &Cluster| cluster.id.span().unwrap_or(cluster.name.span);
        let mut diagnostic = RULE.at(place(last), label(case, clusters, last, "used again here"), message);
        for (index, cluster) in clusters.iter().take(3).enumerate().filter(|(_, it)| it.name != last.name) {
            let otherwise = if index == 0 { "first used here" } else { "used here too" };
            diagnostic = diagnostic.label(place(cluster), label(case, clusters, cluster, otherwise));
        }
        let diagnostic = diagnostic.help(help(case, &moving));
        found.push(about(with_fix(diagnostic, &moving), clusters));
    }
}

/// The clusters of each id, in the order of the file.
type Owners<'m> = BTreeMap<ClusterId, Vec<&'m Cluster>>;

/// A cluster that needs another id, and the one for it, where there is one.
type Move<'m> = (&'m Cluster, Option<Offer>);

/// Those of some clusters that need another id, and the others that have those ids now.
fn moving<'m>(clusters: &[&'m Cluster], owners: &Owners<'m>, offers: &Offers) -> Vec<Move<'m>> {
    let mut moving: Vec<Move<'m>> = Vec::new();
    let mut next: Vec<&'m Cluster> = clusters.iter().rev().copied().collect();
    while let Some(cluster) = next.pop() {
        let is_new = !moving.iter().any(|(known, _)| std::ptr::eq(*known, cluster));
        if let Some(offer) = offers.get(&cluster.name.span).filter(|_| is_new) {
            moving.push((cluster, *offer));
            next.extend(offer.and_then(|offer| owners.get(&offer.id())).into_iter().flatten());
        }
    }
    moving
}

/// What the output has of a cluster, where it has any of those.
fn label(case: &Case<'_>, clusters: &[&Cluster], cluster: &Cluster, otherwise: &str) -> String {
    let name = shown(&cluster.name.value);
    let is_alone = clusters.iter().filter(|other| other.name.value == cluster.name.value).count() == 1;
    let is_any_built = clusters.iter().any(|other| case.deployed.has(&other.name.value));
    if !is_alone || !is_any_built {
        return otherwise.to_string();
    }
    let id = || case.deployed.record(&cluster.name.value)?.get("id");
    match standing_of_id(case.deployed, cluster) {
        Standing::Kept => format!("{name} was built with it"),
        Standing::Changed => id().map_or(otherwise.to_string(), |id| format!("{name} was built with {id}")),
        Standing::New => format!("{name} is not in the output"),
        Standing::Unknown => "used here too".to_string(),
    }
}

fn help(case: &Case<'_>, moving: &[Move<'_>]) -> String {
    let known: Vec<_> = moving.iter().filter_map(|(cluster, offer)| Some((cluster, (*offer)?))).collect();
    let own = |(cluster, offer): &(&&Cluster, Offer)| format!("`id={}` for {}", offer.id(), shown(&cluster.name.value));
    match known.as_slice() {
        [] => no_free_id(case.mesh).to_string(),
        [(cluster, offer)] => offer.help(cluster),
        [(_, Offer::Free(id)), others @ ..] if others.iter().all(|(_, offer)| matches!(offer, Offer::Free(_))) => {
            format!("give each of the others an id of its own, such as the next free one, {id}")
        }
        all => {
            let is_built = all.iter().all(|(_, offer)| matches!(offer, Offer::Built(_)));
            let ids = few(&all.iter().map(own).collect::<Vec<_>>());
            let others = if is_built { "" } else { ", and a free one to what is new" };
            format!("give each cluster the id that it was built with{others}: {ids}")
        }
    }
}

/// The finding with its fix, where there is an id for every cluster.
fn with_fix(diagnostic: Diagnostic, moving: &[Move<'_>]) -> Diagnostic {
    let edit = |(cluster, offer): &Move<'_>| Some(Edit::new(cluster.id.span()?, format!("id={}", (*offer)?.id())));
    let edits: Option<Vec<Edit>> = moving.iter().map(edit).collect();
    let title = match moving {
        [(cluster, Some(offer))] => offer.help(cluster),
        _ => "give each cluster its own id".to_string(),
    };
    let edits = edits.filter(|edits| !edits.is_empty());
    edits.map_or(diagnostic.clone(), |edits| diagnostic.fix(Fix { title, safe: true, edits }))
}
