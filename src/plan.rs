//! What each cluster will run, settled: objects and changes to them, free of KDL, of releases and of formats.
//!
//! `resolve` makes a [`Plan`], every format of `emit` reads it. [`Plan::manifests`] carries the changes out,
//! as `kustomize build` does.

mod apply;
mod chart;
mod config;
mod delivery;
mod deployed;
mod encrypted;
pub mod lasting;
mod need;
mod record;
mod restart;
mod target;

pub use crate::model::{ArgoCd, Deliveries, Flux};
pub use apply::apply;
pub use chart::{Chart, ChartSource, HOOK, PEERS, Peer, Peers, SharedPeers};
pub use config::{Config, is_of_config};
pub use delivery::Delivery;
pub use deployed::Deployed;
pub use encrypted::{Encrypted, Sops};
pub use need::{Need, NeededVolume};
pub use record::Record;
pub use restart::{PENDING, RESTART_MARK, checksum};
pub use target::{Patch, Target};

use crate::manifest::Base;
use crate::yaml::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The whole mesh.
#[derive(Debug, Default)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// Objects that are equal on several clusters.
    pub shared: Vec<Shared>,
    /// Peers that are equal in the values of several clusters, where these do not hold them.
    pub peers: Vec<SharedPeers>,
    /// The clusters, in the order of the mesh file.
    pub clusters: Vec<Cluster>,
    /// Who can decrypt what users keep encrypted, where there is any such.
    pub sops: Option<Sops>,
    /// Secrets that something in the clusters writes, whatever the output has of them.
    pub generated: Vec<Target>,
    /// What applies the output, as the user set it.
    pub deliveries: Rc<Deliveries>,
    /// Whether one of them does: it renders charts by itself, apart from what clusters run beside them.
    pub is_delivered: bool,
    /// Kustomizations of the output that is there already, from which a tool may apply: they stay, so that it
    /// can remove what was in them.
    pub roots: Vec<String>,
    /// Names that no cluster may have, since files of what applies the output have them, in alphabetical
    /// order.
    pub reserved: Vec<&'static str>,
}

/// Objects that several clusters run.
#[derive(Debug, Default)]
pub struct Shared {
    /// A name, unique in the plan; empty when every cluster runs them.
    pub name: String,
    /// The objects.
    pub objects: Vec<Rc<Object>>,
}

/// An object that the mesh adds; clusters that run the same one hold it together.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// A short name, unique in its place, such as `cilium-clustermesh`.
    pub name: String,
    /// What its reader should know, a line each.
    pub notes: Vec<String>,
    /// The object.
    pub value: Value,
}

/// One cluster.
#[derive(Debug, Default)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// What it builds on.
    pub foundation: Foundation,
    /// Which of [`Plan::shared`] it runs too.
    pub shares: Vec<usize>,
    /// Objects that it runs besides.
    pub objects: Vec<Rc<Object>>,
    /// Secrets that the user keeps encrypted for it, sorted by name.
    pub encrypted: Vec<Rc<Encrypted>>,
    /// Changes, in the order in which they are made.
    pub changes: Vec<Change>,
    /// What these need in the base.
    pub needs: Vec<Need>,
    /// What its agents read only at their start besides `cilium-config`, a checksum of it; empty where that
    /// is nothing.
    pub read_at_start: String,
    /// Its kops manifests, when kops makes it.
    pub kops: Vec<Value>,
    /// What it is made with.
    pub record: Record,
    /// What the tool that applies its output must know of it.
    pub delivery: Delivery,
}

/// What a cluster builds on.
#[derive(Debug, Default)]
pub enum Foundation {
    /// That is not known: the mesh file is wrong there.
    #[default]
    Unknown,
    /// Manifests, shared by all clusters that build on them.
    Manifests(Rc<Base>),
    /// A Helm chart.
    Chart(Box<Chart>),
}

/// A change of one object.
#[derive(Debug, Clone)]
pub struct Change {
    /// A short name, unique in its cluster, such as `cilium-ds`.
    pub name: String,
    /// What changes.
    pub patch: Patch,
    /// Who makes the change.
    pub author: Author,
}

/// Who makes a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The mesh: it follows from the mesh file.
    Mesh,
    /// The user, by the `patch` of that number in the cluster.
    User(usize),
    /// What applies the output.
    Delivery,
}

impl Cluster {
    /// Whether the tool that applies it must be able to decrypt.
    pub fn has_encrypted(&self) -> bool {
        !self.encrypted.is_empty()
    }

    /// The manifests that it builds on.
    pub fn base(&self) -> Option<&Rc<Base>> {
        match &self.foundation {
            Foundation::Manifests(base) => Some(base),
            Foundation::Chart(_) | Foundation::Unknown => None,
        }
    }

    /// The chart that it builds on, whoever installs that.
    pub fn chart(&self) -> Option<&Chart> {
        match &self.foundation {
            Foundation::Chart(chart) => Some(chart),
            Foundation::Manifests(_) | Foundation::Unknown => None,
        }
    }

    /// The chart that whoever applies the output renders or installs: not one that the cluster's
    /// distribution installs by itself.
    pub fn applied_chart(&self) -> Option<&Chart> {
        self.chart().filter(|chart| chart.repository().is_some())
    }
}

impl Plan {
    /// The bases that clusters build on, in the order of the clusters.
    pub fn bases(&self) -> Vec<&Rc<Base>> {
        let mut known = BTreeMap::new();
        let of_clusters = self.clusters.iter().filter_map(Cluster::base);
        of_clusters.filter(|base| known.insert(Rc::as_ptr(base), ()).is_none()).collect()
    }

    /// The objects that the mesh adds to a cluster.
    pub fn added<'p>(&'p self, cluster: &'p Cluster) -> impl Iterator<Item = &'p Rc<Object>> {
        let shared = cluster.shares.iter().filter_map(|index| self.shared.get(*index));
        shared.flat_map(|shared| &shared.objects).chain(&cluster.objects)
    }

    /// The objects of a cluster's base and those that the mesh adds, without any change.
    pub fn objects<'p>(&'p self, cluster: &'p Cluster) -> impl Iterator<Item = &'p Value> {
        let base = cluster.base().into_iter().flat_map(|base| &base.objects);
        base.chain(self.added(cluster).map(|object| &object.value))
    }

    /// The finished manifests of a cluster: what it runs once every change is made. What a chart would render
    /// is not among them, nor what the user keeps encrypted.
    pub fn manifests(&self, cluster: &Cluster) -> Vec<Value> {
        let mut objects: Vec<Value> = self.objects(cluster).cloned().collect();
        apply(&mut objects, &cluster.changes);
        objects
    }
}

impl Cluster {
    /// An object with the changes that come before those of the user: what the user's patches find.
    pub fn before_patches(&self, object: &Value) -> Value {
        let mut changed = [object.clone()];
        apply(&mut changed, self.changes.iter().take_while(|change| !matches!(change.author, Author::User(_))));
        let [changed] = changed;
        changed
    }
}
