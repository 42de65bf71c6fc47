//! Who connects to whom: pairs, and circles of clusters that are too many for a line between each two.

use crate::facts::connected::units;
use crate::model::{Cluster, Mesh};
use std::collections::{BTreeMap, BTreeSet};

/// Who connects to whom. Clusters are numbers, in the order of the mesh file.
#[derive(Debug, Default)]
pub struct Ties {
    /// Pairs, the lower number first, each with the number of the circle that it is of; none where it is a
    /// link.
    pub pairs: BTreeMap<(usize, usize), Option<usize>>,
    /// The circles with a name.
    pub circles: Vec<Circle>,
}

/// Clusters that all connect to each other.
#[derive(Debug)]
pub struct Circle {
    /// Its name; empty for all clusters of a mesh without `peering`.
    pub name: String,
    /// The clusters, rising.
    pub members: Vec<usize>,
    /// Whether it is drawn as a whole: its pairs are not among the pairs.
    pub is_whole: bool,
}

impl Circle {
    /// How many pairs it has.
    pub fn pairs(&self) -> usize {
        self.members.len() * self.members.len().saturating_sub(1) / 2
    }

    /// Its name in a picture.
    pub fn title<'c>(&'c self, mesh: &'c Mesh) -> &'c str {
        if self.name.is_empty() { &mesh.name } else { &self.name }
    }
}

/// Who connects to whom in a mesh; circles of more than `most` clusters are drawn as a whole.
pub fn ties(mesh: &Mesh, most: usize) -> Ties {
    let numbers: BTreeMap<*const Cluster, usize> = mesh.clusters.iter().map(std::ptr::from_ref).zip(0..).collect();
    let mut ties = Ties::default();
    let mut names = mesh.peering.get().into_iter().flat_map(|peering| &peering.groups).map(|group| &group.name.value);
    for unit in units(mesh) {
        // A unit is a group, or else it is all links.
        let name = names.next();
        let is_named = name.is_some() || mesh.peering.is_nothing();
        for circle in unit {
            let members: BTreeSet<usize> =
                circle.iter().filter_map(|cluster| numbers.get(&std::ptr::from_ref(*cluster)).copied()).collect();
            let members: Vec<usize> = members.into_iter().collect();
            let is_whole = is_named && members.len() > most;
            let number = is_named.then_some(ties.circles.len());
            if !is_whole {
                ties.pair(&members, number);
            }
            if is_named {
                ties.circles.push(Circle { name: name.cloned().unwrap_or_default(), members, is_whole });
            }
        }
    }
    ties
}

impl Ties {
    fn pair(&mut self, members: &[usize], circle: Option<usize>) {
        for (index, one) in members.iter().enumerate() {
            for other in members.iter().skip(index + 1) {
                self.pairs.entry((*one, *other)).or_insert(circle);
            }
        }
    }

    /// The first circle that a cluster is in.
    pub fn first_circle(&self, cluster: usize) -> Option<usize> {
        self.circles.iter().position(|circle| circle.members.binary_search(&cluster).is_ok())
    }
}

/// What a picture has beside the name of a cluster: its id, its release, where it is reached.
pub fn facts(cluster: &Cluster) -> Vec<String> {
    let id = cluster.id.get().map(|id| format!("id {id}"));
    let release = cluster.version.get().map(|version| format!("Cilium {version}"));
    let platform = cluster.platform.get().map(|platform| platform.title.to_string());
    let pending = cluster.is_pending().then(|| "its endpoint is pending".to_string());
    [id, release, platform, pending].into_iter().flatten().collect()
}
