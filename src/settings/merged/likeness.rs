//! Which clusters have the same settings: many clusters of a mesh differ in places and addresses only, and
//! what holds for one of them holds for all.

use super::Merged;
use crate::address::Family;
use crate::release::Release;
use crate::settings::{Switch, rows};

/// What decides about the settings of a cluster in which users have no say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    release: &'static Release,
    ipam: &'static str,
    /// Whether its pods have addresses of each family.
    families: [bool; 2],
    /// What each switch is set to.
    switches: Vec<Option<bool>>,
    is_chained: bool,
    is_kvstore: bool,
}

impl Merged<'_> {
    /// The likeness of a cluster in which users have no say: clusters with one likeness have one answer to
    /// every question, but for places and addresses.
    pub fn likeness(&self) -> Option<Likeness> {
        let (mesh, cluster) = (self.mesh, self.cluster);
        let has = |family| cluster.pod_cidrs.iter().any(|net| Family::of(&net.value) == family);
        (!self.has_words_of_users()).then(|| Likeness {
            release: self.release,
            ipam: cluster.ipam_mode().name(),
            families: Family::ALL.map(has),
            switches: switches().map(|read| read(mesh, cluster).get().copied()).collect(),
            is_chained: cluster.chaining.value().is_some(),
            is_kvstore: cluster.is_kvstore(),
        })
    }
}

/// The switches of the mesh file, in the order of their rows.
pub(super) fn switches() -> impl Iterator<Item = Switch> {
    rows().filter_map(|row| row.switch)
}
