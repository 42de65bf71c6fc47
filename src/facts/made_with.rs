//! What clusters were made with, by the output that is there: of clusters that contradict each other, the one
//! that is other than it was built is the one to change, and else the one that is new.

use crate::address::{self, Family};
use crate::model::{Cluster, ClusterId, Mesh};
use crate::plan::{Deployed, Record};
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};

/// How a cluster of the mesh file compares with the output; the ones that are rather to change are the
/// greater ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is as it was built.
    Kept,
    /// It was built, and nobody knows with what.
    Unknown,
    /// It is not in the output, or there is none.
    New,
    /// It is other than it was built.
    Changed,
}

/// How a cluster compares with the output in one word of its record.
pub fn standing(deployed: &Deployed<'_>, cluster: &Cluster, is_kept: impl Fn(&Record) -> Option<bool>) -> Standing {
    let name = &cluster.name.value;
    let kept = deployed.record(name).map(|record| record.sides().filter_map(is_kept).collect::<Vec<_>>());
    match kept.as_deref() {
        None if !deployed.has(name) => Standing::New,
        None | Some([]) => Standing::Unknown,
        Some(sides) if sides.contains(&true) => Standing::Kept,
        Some(_) => Standing::Changed,
    }
}

/// How it compares in its id.
pub fn standing_of_id(deployed: &Deployed<'_>, cluster: &Cluster) -> Standing {
    let id = cluster.id.get().map(ToString::to_string);
    standing(deployed, cluster, |record| Some(id.as_deref() == Some(record.get("id")?)))
}

/// How it compares in its pod CIDRs: ranges may be added to those that it was built with.
pub fn standing_of_pods(deployed: &Deployed<'_>, cluster: &Cluster) -> Standing {
    standing(deployed, cluster, |record| {
        let nets = record.get("pod-cidr")?.split(',').filter_map(address::parse).collect::<Vec<_>>();
        Some(nets.iter().all(|net| cluster.pod_cidrs.iter().any(|own| own.value.trunc() == *net)))
    })
}

/// The ids that clusters were made with, by their names: of those that are in the mesh, where it takes the id
/// and no two were made with the same one.
pub fn ids(mesh: &Mesh, deployed: &Deployed<'_>, highest: u16) -> BTreeMap<String, ClusterId> {
    let of = |cluster: &Cluster| {
        let number: u16 = deployed.record(&cluster.name.value)?.get("id")?.parse().ok()?;
        ClusterId::new(number, highest)
    };
    let all: Vec<_> = mesh.clusters.iter().filter_map(|cluster| Some((&cluster.name.value, of(cluster)?))).collect();
    let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
    all.iter().filter(|(_, id)| !once.insert(*id)).for_each(|(_, id)| _ = twice.insert(*id));
    all.into_iter().filter(|(_, id)| !twice.contains(id)).map(|(name, id)| (name.clone(), id)).collect()
}

/// The pod CIDRs of a family that a cluster was made with.
pub fn pod_cidrs(record: &Record, family: Family) -> Vec<IpNet> {
    let nets = record.get("pod-cidr").unwrap_or_default().split(',').filter_map(address::parse);
    nets.filter(|net| Family::of(net) == family).collect()
}
