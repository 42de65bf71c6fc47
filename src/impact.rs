//! Two outputs to what applying the second over the first does to live clusters, by risk.
//!
//! `output` reads the files of a directory or of a tree, `deployed` puts together what each cluster runs by them, as
//! kustomize does, `derived` what it was made with where no record says so. `record` holds what a cluster was made
//! with against what it would be made with now, `peers` the clusters that it connects to, `delivery` what applies it,
//! `settings` keys of `cilium-config` and Helm values, `objects` and `workloads` everything else. `guard` refuses what
//! must never happen to a live cluster.

mod delivery;
mod deployed;
mod derived;
mod effects;
mod guard;
mod objects;
mod output;
mod peers;
mod record;
mod settings;
mod workloads;

pub use crate::plan::lasting::Records;
pub use crate::settings::Risk;
pub use guard::guard;
pub use output::{Output, made_with, output, records};

use crate::plan::lasting;
use deployed::{Deployed, Reader};

/// One change of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Impact {
    /// What it does.
    pub risk: Risk,
    /// What changes, such as `id` or ``peer `oslo` ``.
    pub subject: String,
    /// What was there; none where there was nothing, or where it is too long to be told.
    pub before: Option<String>,
    /// What comes in its place.
    pub after: Option<String>,
    /// Why it has that risk: a sentence without a full stop.
    pub reason: String,
}

impl Impact {
    fn new(risk: Risk, subject: impl Into<String>, reason: impl Into<String>) -> Impact {
        Impact { risk, subject: subject.into(), before: None, after: None, reason: reason.into() }
    }

    /// Says what was there and what comes.
    #[must_use]
    fn with(mut self, before: Option<&str>, after: Option<&str>) -> Impact {
        (self.before, self.after) = (before.map(str::to_string), after.map(str::to_string));
        self
    }
}

/// What becomes of a cluster as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It was there and is there.
    Stays,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It had this name before.
    Renamed(String),
}

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
    fn new(name: &str, fate: Fate, mut impacts: Vec<Impact>) -> ClusterImpact {
        impacts.sort_by(|one, other| other.risk.cmp(&one.risk).then_with(|| one.cmp(other)));
        impacts.dedup();
        ClusterImpact { name: name.to_string(), fate, impacts }
    }

    /// The gravest of its changes.
    pub fn risk(&self) -> Risk {
        self.impacts.iter().map(|impact| impact.risk).max().unwrap_or(Risk::None)
    }
}

/// What applying `new` over `old` does to each cluster of either, sorted by name.
pub fn compare(old: &Output, new: &Output) -> Vec<ClusterImpact> {
    let (mut before, mut after) = (Reader::of(old), Reader::of(new));
    let pairs = lasting::pairs(&made_with(old), &made_with(new));
    let is_shared_equal = old.shared().eq(new.shared());
    let mut found = Vec::new();
    for pair in pairs {
        let name = pair.new.as_ref().or(pair.old.as_ref()).map(|(name, _)| name.clone()).unwrap_or_default();
        let Some((fate, mut impacts)) = record::fate(&pair) else {
            // Nothing of a cluster can differ when no file does.
            let kops = format!("kops/{name}.yaml");
            let is_equal =
                is_shared_equal && old.of_cluster(&name).eq(new.of_cluster(&name)) && old.get(&kops) == new.get(&kops);
            let mut impacts =
                if is_equal { Vec::new() } else { changes(&before.deployed(&name), &after.deployed(&name)) };
            impacts.extend(delivery::changes(old, new, &name));
            found.push(ClusterImpact::new(&name, Fate::Stays, impacts));
            continue;
        };
        match &fate {
            Fate::Removed => impacts.extend(removed(&before.deployed(&name))),
            Fate::Renamed(from) => impacts.extend(changes(&before.deployed(from), &after.deployed(&name))),
            Fate::Stays | Fate::Added => {}
        }
        found.push(ClusterImpact::new(&name, fate, impacts));
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// What changes in a cluster that stays.
fn changes(old: &Deployed, new: &Deployed) -> Vec<Impact> {
    let mut impacts = record::changes(&old.record, &new.record);
    if !old.unreadable.is_empty() {
        impacts
            .extend(old.unreadable.iter().map(|path| Impact::new(Risk::Disruptive, format!("`{path}`"), UNREADABLE)));
        return impacts;
    }
    if old.values.is_some() != new.values.is_some() {
        impacts.push(Impact::new(Risk::Disruptive, "base", OTHER_BASE));
        return impacts;
    }
    let peers = peers::changes(old, new);
    let settings = settings::changes(old, new);
    let known = objects::Known { peers: !peers.is_empty(), settings: !settings.is_empty() };
    let rest = objects::changes(old, new, known);
    impacts.extend(peers);
    impacts.extend(settings);
    impacts.extend(rest);
    if impacts.is_empty() {
        impacts.push(Impact::new(Risk::None, "files", "what differs in them is nothing that runs notices"));
    }
    impacts
}

const UNREADABLE: &str = "the file that was there cannot be read, so what changes is not known";
const OTHER_BASE: &str = "other manifests take over: what they do otherwise is not known";

/// What a cluster that leaves is told besides.
fn removed(old: &Deployed) -> Option<Impact> {
    let peers = peers::names(old);
    let listed = peers.join(", ");
    (!peers.is_empty()).then(|| {
        Impact::new(
            Risk::Disruptive,
            "peers",
            "its own agents keep their connections until Cilium there is told otherwise, while its peers drop it",
        )
        .with(Some(&listed), None)
    })
}
