//! Clusters that all connect to each other: all of the mesh, a group, or the ends of a link.

use crate::model::{Cluster, Mesh};
use crate::source::Spanned;
use std::collections::BTreeMap;

/// Clusters that all connect to each other.
pub type Circle<'m> = Vec<&'m Cluster>;

/// The circles of a mesh, in units: what is wrong within one unit is one finding. A group is a unit, and so are all links.
pub fn units(mesh: &Mesh) -> Vec<Vec<Circle<'_>>> {
    let Some(peering) = &mesh.peering else { return vec![vec![mesh.clusters.iter().collect()]] };
    // Of two clusters of one name, which another rule reports, the first is meant.
    let named: BTreeMap<&str, &Cluster> =
        mesh.clusters.iter().rev().map(|cluster| (cluster.name.value.as_str(), cluster)).collect();
    let circle = |names: &[Spanned<String>]| -> Circle<'_> {
        names.iter().filter_map(|name| named.get(name.value.as_str()).copied()).collect()
    };
    let groups = peering.groups.iter().map(|group| vec![circle(&group.members)]);
    let links = peering.links.iter().map(|link| circle(&link.ends)).collect();
    groups.chain([links]).collect()
}
