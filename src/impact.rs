//! Two outputs to what applying the second over the first does to live clusters, by risk.
//!
//! ```text
//!  files ──read──▶ Deployed ──change──▶ Change ──judge──▶ Impact
//! ```
//!
//! `read` puts together what each cluster runs by the files of an output, `change` finds what differs, as
//! values of a type, and `judge` gives each change its kind, its risk and the reason. [`KINDS`] is the table
//! of kinds, each with a page for `meshc explain`; `effects` knows what a setting of Cilium does when it
//! changes. Of clusters that are to be taken over, `live` has the values of the chart in place of files.

mod change;
mod effects;
mod judge;
pub mod live;
mod read;

pub use crate::plan::lasting::Records;
pub use crate::settings::Risk;
pub use change::Fate;
pub use judge::{Impact, KINDS, Kind};
pub use read::{Charts, Output, TOOLS, Tool, made_with, output, records, refuse_links, roots, stated_records};

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

/// What applying `new` does to clusters that run the chart with those values, sorted by name: one of which
/// nothing is known is new.
pub fn adopt(live: &live::Live, new: &Output) -> Vec<ClusterImpact> {
    change::adoptions(live, new).into_iter().map(judged).collect()
}

fn judged(cluster: change::Cluster) -> ClusterImpact {
    let mut impacts: Vec<Impact> = cluster.changes.into_iter().map(judge::judge).collect();
    impacts.sort_by(|one, other| other.risk.cmp(&one.risk).then_with(|| one.cmp(other)));
    impacts.dedup();
    ClusterImpact { name: cluster.name, fate: cluster.fate, impacts }
}
