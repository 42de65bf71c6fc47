//! Ids for clusters that need another one: that which a cluster was built with, or else one that is free.

use super::clusters::highest_id;
use super::made_with::{self, Standing, standing_of_id};
use super::ranges::free_ids_that;
use crate::model::{Cluster, ClusterId, Mesh};
use crate::plan::Deployed;
use crate::source::{Said, Span};
use crate::words::shown;
use std::collections::{BTreeMap, BTreeSet};

/// An id for a cluster that needs another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The cluster was built with it.
    Built(ClusterId),
    /// Nobody has it, and no other cluster is offered it.
    Free(ClusterId),
}

impl Offer {
    /// The id.
    pub fn id(self) -> ClusterId {
        match self {
            Offer::Built(id) | Offer::Free(id) => id,
        }
    }

    /// What to do.
    pub fn help(self, cluster: &Cluster) -> String {
        match self {
            Offer::Built(id) => format!("write `id={id}` again, which {} was built with", shown(&cluster.name.value)),
            Offer::Free(id) => format!("use the next free id, {id}"),
        }
    }
}

/// What is offered to each cluster that needs another id, by the place of its name; nothing where no id is
/// left. Each has its block in the pools.
pub type Offers = BTreeMap<Span, Option<Offer>>;

/// The offers to the clusters that have no id, none that Cilium takes, or one that another cluster has, which
/// was built with it or comes first; and to those that have the id with which one of these was built.
pub fn offers(mesh: &Mesh, deployed: &Deployed<'_>) -> Offers {
    let mut seen = BTreeSet::new();
    let needs_one = |cluster: &Cluster| has_none(cluster) || cluster.id.get().is_some_and(|id| !seen.insert(*id));
    // Most meshes need none, and what is taken in a large one takes its time.
    if !mesh.clusters.iter().any(needs_one) {
        return Offers::new();
    }
    let built = made_with::ids(mesh, deployed, highest_id(mesh));
    let moving = moving(mesh, deployed, &built);
    let kept_free: BTreeSet<ClusterId> = built.values().copied().collect();
    let mut free = free_ids_that(mesh, |id| !kept_free.contains(&id));
    let mut offer =
        |cluster: &Cluster| restored(cluster, &built).map(Offer::Built).or_else(|| free.next().map(Offer::Free));
    let clusters = mesh.clusters.iter().filter(|cluster| moving.contains(&cluster.name.span));
    clusters.map(|cluster| (cluster.name.span, offer(cluster))).collect()
}

fn has_none(cluster: &Cluster) -> bool {
    match &cluster.id {
        Said::Nothing => true,
        Said::Broken(_) => cluster.refused_id.is_some(),
        Said::Value(_) => false,
    }
}

/// The id to which a cluster goes back.
fn restored(cluster: &Cluster, built: &BTreeMap<String, ClusterId>) -> Option<ClusterId> {
    built.get(&cluster.name.value).copied().filter(|id| cluster.id.get() != Some(id))
}

/// The clusters that need another id, by the places of their names.
fn moving(mesh: &Mesh, deployed: &Deployed<'_>, built: &BTreeMap<String, ClusterId>) -> BTreeSet<Span> {
    let mut holders: BTreeMap<ClusterId, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        if let Some(id) = cluster.id.get() {
            holders.entry(*id).or_default().push(cluster);
        }
    }
    let mut moving: Vec<&Cluster> = mesh.clusters.iter().filter(|cluster| has_none(cluster)).collect();
    for clusters in holders.values().filter(|clusters| clusters.len() > 1) {
        // Of equal ones the first in the file.
        let rank = |cluster: &&&Cluster| (standing_of_id(deployed, cluster), restored(cluster, built).is_some());
        let keeper = clusters.iter().min_by_key(rank);
        let stays = keeper.filter(|keeper| rank(keeper) != (Standing::Changed, true)).map(|keeper| keeper.name.span);
        moving.extend(clusters.iter().filter(|cluster| Some(cluster.name.span) != stays));
    }
    // Whoever has the id to which one of them goes back needs another one too.
    let mut known = BTreeSet::new();
    while let Some(cluster) = moving.pop() {
        if known.insert(cluster.name.span) {
            let back = restored(cluster, built).and_then(|id| holders.get(&id));
            moving.extend(back.into_iter().flatten());
        }
    }
    known
}
