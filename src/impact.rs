//! Two outputs to what applying the second over the first does to live clusters, by risk.
//!
//! ```text
//!  files ──read──▶ Deployed ──change──▶ Change ──judge──▶ Impact
//! ```
//!
//! `read` puts together what each cluster runs by the files of an output, `change` finds what differs, as
//! values of a type, and `judge` gives each change its kind, its risk and the reason. [`KINDS`] is the table
//! of kinds, each with a page for `meshc explain`; `effects` knows what a setting of Cilium does when it
//! changes.

mod change;
mod effects;
mod judge;
mod read;

pub use crate::plan::lasting::Records;
pub use crate::settings::Risk;
pub use change::Fate;
pub use judge::{Impact, KINDS, Kind};
pub use read::{Output, made_with, output, records, roots};

/// What happens to one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterImpact {
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// Its changes, the gravest first; none when all is as it was.
    pub impacts: Vec<Impact>,
}

impl ClusterImpact {
    /// The gravest of its changes.
    pub fn risk(&self) -> Risk {
        self.impacts.iter().map(|impact| impact.risk).max().unwrap_or(Risk::None)
    }
}

/// What applying `new` over `old` does to each cluster of either, sorted by name.
pub fn compare(old: &Output, new: &Output) -> Vec<ClusterImpact> {
    change::changes(old, new).into_iter().map(judged).collect()
}

fn judged(cluster: change::Cluster) -> ClusterImpact {
    let mut impacts: Vec<Impact> = cluster.changes.into_iter().map(judge::judge).collect();
    impacts.sort_by(|one, other| other.risk.cmp(&one.risk).then_with(|| one.cmp(other)));
    impacts.dedup();
    ClusterImpact { name: cluster.name, fate: cluster.fate, impacts }
}
