//! Clusters that all connect to each other: all of the mesh, a group, or the ends of a link; and how far
//! apart their releases are.

use crate::model::{Cluster, Mesh};
use crate::release::Release;
use crate::source::{Said, Spanned};
use std::collections::BTreeMap;

/// Clusters that all connect to each other.
pub type Circle<'m> = Vec<&'m Cluster>;

/// The circles of a mesh, in units: what is wrong within one unit is one finding. A group is a unit, and so
/// are all links.
pub fn units(mesh: &Mesh) -> Vec<Vec<Circle<'_>>> {
    let peering = match &mesh.peering {
        Said::Nothing => return vec![vec![mesh.clusters.iter().collect()]],
        // Nobody knows who connects to whom.
        Said::Broken(_) => return Vec::new(),
        Said::Value(peering) => &peering.value,
    };
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

/// The release lines of one circle that are furthest apart, and who runs them.
#[derive(Debug)]
pub struct Skew<'m> {
    /// The circle.
    pub circle: &'m Circle<'m>,
    /// The oldest line and its clusters.
    pub oldest: (&'static Release, Vec<&'m Cluster>),
    /// The newest line and its clusters.
    pub newest: (&'static Release, Vec<&'m Cluster>),
}

impl Skew<'_> {
    /// How many minor releases are between them.
    pub fn distance(&self) -> u16 {
        self.oldest.0.distance(self.newest.0)
    }
}

/// The skew of a circle, when its clusters run several lines.
pub fn skew<'m>(circle: &'m Circle<'m>) -> Option<Skew<'m>> {
    let releases = || circle.iter().filter_map(|cluster| cluster.release());
    let running =
        |release: &Release| circle.iter().copied().filter(|cluster| cluster.release() == Some(release)).collect();
    let (oldest, newest) = (releases().min()?, releases().max()?);
    (oldest != newest).then(|| Skew { circle, oldest: (oldest, running(oldest)), newest: (newest, running(newest)) })
}
