//! Ranges and what clusters were made with: which of several ranges is rather to change, and to what.

use super::taken::taken_besides;
use super::{Kind, Origin, Range, pool};
use crate::address::{self, Family};
use crate::facts::clusters::{highest_id, taken_ids};
use crate::facts::made_with::{self, Standing};
use crate::model::{Cluster, Mesh};
use crate::plan::Deployed;
use crate::words::shown;
use ipnet::IpNet;

/// How a range compares with the output; nothing of one that stays where it is, whatever was built, as those
/// of nodes and networks do.
pub fn standing(deployed: &Deployed<'_>, range: &Range<'_>) -> Option<Standing> {
    let cluster = range.cluster()?;
    match range.kind {
        Kind::Pods => Some(made_with::standing(deployed, cluster, |record| {
            record.get("pod-cidr")?;
            Some(made_with::pod_cidrs(record, Family::of(&range.net)).contains(&range.net))
        })),
        // No record has them, so that those of a cluster that is built may be what they were.
        Kind::Services => Some(made_with::standing(deployed, cluster, |_| None)),
        Kind::Nodes | Kind::Network => None,
    }
}

/// What to write again where a cluster's pods had another range when it was built, and nobody has that now.
pub fn restored(mesh: &Mesh, deployed: &Deployed<'_>, range: &Range<'_>) -> Option<String> {
    let cluster = range.cluster().filter(|_| range.kind == Kind::Pods)?;
    if standing(deployed, range) != Some(Standing::Changed) {
        return None;
    }
    let record = deployed.record(&cluster.name.value)?;
    let is_kept = |net: &IpNet| cluster.pod_cidrs.iter().any(|own| own.value.trunc() == *net);
    let mut lost = made_with::pod_cidrs(record, Family::of(&range.net));
    lost.retain(|net| !is_kept(net));
    let taken = taken_besides(mesh, range);
    if lost.is_empty() || lost.iter().any(|net| taken.iter().any(|other| address::overlap(net, other))) {
        return None;
    }
    let again = match range.origin {
        Origin::Pool if made_with::standing_of_id(deployed, cluster) == Standing::Kept => {
            // Its id is what it was, so that the pool is another one.
            let lost: Vec<String> = lost.iter().map(IpNet::to_string).collect();
            let name = shown(&cluster.name.value);
            return Some(format!("take the `address-pool` back from which {name} got {}", lost.join(" and ")));
        }
        Origin::Pool => block_of_id(mesh, deployed, (cluster, &lost))?,
        Origin::Written => {
            let quoted: Vec<String> = lost.iter().map(|net| format!("\"{net}\"")).collect();
            format!("`pod-cidr {}`", quoted.join(" "))
        }
        // What a spec gives is written there in several ways.
        Origin::Spec | Origin::Network => return None,
    };
    Some(format!("write {again} again, which {} was built with", shown(&cluster.name.value)))
}

/// A way out that moves what a cluster was built with, after what is easier: to correct what is new beside
/// it.
pub fn rather(deployed: &Deployed<'_>, group: &[&Range<'_>], range: &Range<'_>, way: String) -> String {
    let is_built = range.kind == Kind::Pods && standing(deployed, range) == Some(Standing::Kept);
    match range.cluster().filter(|_| is_built && group.iter().any(|other| other.kind != Kind::Pods)) {
        Some(cluster) => {
            let name = shown(&cluster.name.value);
            format!("{name} was built with that range: correct the other one; or, where {name} is recreated, {way}")
        }
        None => way,
    }
}

/// The id that a cluster was made with, where the pool has the lost range for it and no other cluster has it.
fn block_of_id(mesh: &Mesh, deployed: &Deployed<'_>, (cluster, lost): (&Cluster, &[IpNet])) -> Option<String> {
    let id = *made_with::ids(mesh, deployed, highest_id(mesh)).get(&cluster.name.value)?;
    let pool = pool(mesh, lost.first()?)?;
    let block = address::block(&pool.net.value, pool.prefix, id.number().into())?;
    (lost == [block] && !taken_ids(mesh).contains(&id)).then(|| format!("`id={id}`"))
}
