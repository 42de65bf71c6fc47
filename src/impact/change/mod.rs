//! Two outputs to what changes in each cluster, as values of a type: [`Change`].
//!
//! `record` compares what a cluster is made with, `peers` the clusters that it connects to, `settings` keys
//! of `cilium-config` and values of the chart, `objects`, `workloads` and `chart` everything else that it
//! runs, `secrets` who makes its certificates, `delivery` what applies it. `arrival` knows clusters that no
//! peer has reached so far.

mod adoption;
mod arrival;
mod chart;
mod delivery;
mod known;
mod objects;
mod peers;
mod record;
mod secrets;
mod settings;
mod takeover;
mod workloads;

pub use chart::ChartChange;
pub use delivery::DeliveryChange;
pub use objects::{ObjectChange, Side};
pub use peers::{Holder, PeerChange};
pub use record::{Read, RecordChange, Step};
pub use secrets::{Content, Handover, SecretChange};
pub use settings::{Setting, SettingChange};
pub use takeover::{Next, Takeover};
pub use workloads::{WorkloadChange, WorkloadPart};

use super::live::Live;
use super::read::{Deployed, Output, Reader, Tool, made_with};
use crate::plan::lasting::{self, Difference, Pair};
use known::Known;
use std::collections::BTreeSet;

/// One change of a cluster.
#[derive(Debug, Clone)]
pub enum Change {
    /// The cluster is new.
    ClusterAdded,
    /// There is nothing that the cluster runs by, where other clusters are taken over.
    ClusterUnknown,
    /// The cluster leaves the mesh.
    ClusterRemoved,
    /// The peers of a cluster that leaves, by their names.
    PeersLost(Vec<String>),
    /// Something that must not change while the cluster lives.
    Lasting(Difference),
    /// Something else of what the cluster is made with.
    Record(RecordChange),
    /// A file of the old output cannot be read: its path.
    UnreadableFile(String),
    /// Manifests take over from a chart, or a chart from manifests.
    OtherBase,
    /// Files differ, and nothing that they hold.
    FilesOnly,
    /// A peer, or how peers are reached.
    Peer(PeerChange),
    /// A key of `cilium-config` or a value of the chart.
    Setting(SettingChange),
    /// The chart, and what is beside it.
    Chart(ChartChange),
    /// Who makes Secrets with a CA or certificates.
    Secret(SecretChange),
    /// An object.
    Object(ObjectChange),
    /// What runs pods.
    Workload(WorkloadChange),
    /// What applies the cluster's folder.
    Delivery(DeliveryChange),
    /// A change of where peers reach a cluster that none of them has reached.
    Unreached(Box<Change>),
    /// What the former way of applying it leaves behind.
    Takeover(Takeover),
}

/// What becomes of a cluster as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is in both outputs.
    Stays,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It had this name before.
    Renamed(String),
}

/// One cluster of either output.
pub struct Cluster {
    /// Its name: the new one, where it has one.
    pub name: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What changes in it; some of it may be found twice.
    pub changes: Vec<Change>,
}

/// What changes in each cluster of either output, sorted by name.
pub fn changes(old: &Output, new: &Output) -> Vec<Cluster> {
    let (mut before, mut after) = (Reader::of(old), Reader::of(new));
    let is_shared_equal = old.shared().eq(new.shared());
    let mut clusters = Vec::new();
    for pair in lasting::pairs(&made_with(old), &made_with(new)) {
        let mut changes: Vec<Change> = pair.differences().into_iter().map(Change::Lasting).collect();
        let (name, fate) = named(&pair);
        match &fate {
            Fate::Added => changes.push(Change::ClusterAdded),
            Fate::Removed => {
                changes.extend(removed(&before.deployed(&name)));
                changes.extend(takeover::changes((old, &name), (new, None)).into_iter().map(Change::Takeover));
            }
            Fate::Renamed(from) => {
                let tool = delivery::of_cluster(new, &name);
                changes.extend(in_cluster(&before.deployed(from), &after.deployed(&name), tool));
                changes.extend(takeover::changes((old, from), (new, Some(&name))).into_iter().map(Change::Takeover));
            }
            Fate::Stays => {
                // Nothing of a cluster can differ when no file does.
                let kops = format!("kops/{name}.yaml");
                let is_equal = is_shared_equal
                    && old.of_cluster(&name).eq(new.of_cluster(&name))
                    && old.get(&kops) == new.get(&kops);
                if !is_equal {
                    let tool = delivery::of_cluster(new, &name);
                    changes = in_cluster(&before.deployed(&name), &after.deployed(&name), tool);
                }
                changes.extend(delivery::changes(old, new, &name).into_iter().map(Change::Delivery));
                changes.extend(takeover::changes((old, &name), (new, Some(&name))).into_iter().map(Change::Takeover));
            }
        }
        clusters.push(Cluster { name, fate, changes });
    }
    clusters.sort_by(|one, other| one.name.cmp(&other.name));
    part(&mut clusters);
    arrival::mark(&mut clusters, old, &mut before);
    clusters
}

/// What changes in each cluster of an output that takes over clusters on the chart, sorted by name.
pub fn adoptions(live: &Live, new: &Output) -> Vec<Cluster> {
    let mut clusters = adoption::changes(live, new);
    part(&mut clusters);
    clusters
}

/// A peer that a cluster loses, while it stays in the mesh itself, is another matter than one that leaves.
fn part(clusters: &mut [Cluster]) {
    let staying = clusters.iter().filter(|cluster| cluster.fate == Fate::Stays);
    let staying: BTreeSet<String> = staying.map(|cluster| cluster.name.clone()).collect();
    for change in clusters.iter_mut().flat_map(|cluster| &mut cluster.changes) {
        if let Change::Peer(PeerChange::Removed { name, at }) = change
            && staying.contains(name)
        {
            *change = Change::Peer(PeerChange::Parted { name: std::mem::take(name), at: at.take() });
        }
    }
}

/// The name of a pair and what becomes of it.
fn named(pair: &Pair) -> (String, Fate) {
    match (&pair.old, &pair.new) {
        (Some((old, _)), Some((new, _))) if old == new => (new.clone(), Fate::Stays),
        (Some((old, _)), Some((new, _))) => (new.clone(), Fate::Renamed(old.clone())),
        (Some((old, _)), None) => (old.clone(), Fate::Removed),
        (None, new) => (new.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(), Fate::Added),
    }
}

fn removed(old: &Deployed) -> Vec<Change> {
    let peers = peers::names(old);
    let lost = (!peers.is_empty()).then_some(Change::PeersLost(peers));
    std::iter::once(Change::ClusterRemoved).chain(lost).collect()
}

/// What changes in a cluster that runs before and after.
fn in_cluster(old: &Deployed, new: &Deployed, tool: Option<&'static Tool>) -> Vec<Change> {
    let lasting = lasting::differences(old.record.as_ref(), new.record.as_ref());
    let mut changes: Vec<Change> = lasting.into_iter().map(Change::Lasting).collect();
    changes.extend(record::changes(old, new).into_iter().map(Change::Record));
    if !old.unreadable.is_empty() {
        changes.extend(old.unreadable.iter().cloned().map(Change::UnreadableFile));
        return changes;
    }
    if old.values.is_some() != new.values.is_some() || old.helm_chart_config != new.helm_chart_config {
        changes.push(Change::OtherBase);
        return changes;
    }
    let (peers, settings) = (peers::changes(old, new), settings::changes(old, new));
    let is_upgrade = old.release() != new.release();
    let known = Known {
        peers: !peers.is_empty(),
        settings: settings.iter().any(SettingChange::is_read_at_start),
        release: is_upgrade,
    };
    changes.extend(peers.into_iter().map(Change::Peer));
    changes.extend(settings.into_iter().map(Change::Setting));
    changes.extend(secrets::changes(old, new, tool).into_iter().map(Change::Secret));
    changes.extend(objects::changes(old, new, known).into_iter().map(Change::Object));
    changes.extend(workloads::changes(old, new, known, tool).into_iter().map(Change::Workload));
    changes.extend(chart::changes(old, new, known).into_iter().map(Change::Chart));
    if changes.is_empty() && old.name == new.name {
        changes.push(Change::FilesOnly);
    }
    changes
}
