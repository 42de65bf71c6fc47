//! The ids of clusters.

use super::{Cluster, Mesh};
use std::fmt::{self, Display, Formatter};

/// An id that Cilium takes: 1 to what a release and the size of a mesh allow. 0 means "no mesh".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClusterId(u16);

impl ClusterId {
    /// That number as an id, unless it is 0 or above `highest`.
    pub fn new(number: impl TryInto<u16>, highest: u16) -> Option<ClusterId> {
        number.try_into().ok().filter(|number| (1..=highest).contains(number)).map(ClusterId)
    }

    /// The ids from 1 to `highest`.
    pub fn up_to(highest: u16) -> impl Iterator<Item = ClusterId> {
        (1..=highest).map(ClusterId)
    }

    /// As a number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl Display for ClusterId {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl Mesh {
    /// The highest id that the release of a cluster takes in a mesh of this size.
    pub fn highest_id(&self, cluster: &Cluster) -> u16 {
        cluster.release().map_or(self.size(), |row| row.max_cluster_id.min(self.size()))
    }
}
