//! What a cluster on a chart runs beside it: in a folder of its own where what applies the output renders the
//! chart by itself.

use crate::plan::{Change, Cluster, Object, Plan, Target};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The folder within an overlay.
pub const BESIDE: &str = "beside";

/// Whether a cluster has the folder.
pub fn has_beside(plan: &Plan, cluster: &Cluster) -> bool {
    plan.is_delivered
        && cluster.applied_chart().is_some()
        && (cluster.has_encrypted() || !beside(plan, cluster).is_empty())
}

/// What a cluster on a chart runs beside it; nothing for one on manifests.
pub fn beside<'p>(plan: &'p Plan, cluster: &'p Cluster) -> Vec<&'p Rc<Object>> {
    plan.added(cluster).filter(|_| cluster.applied_chart().is_some()).collect()
}

/// The changes of what is in the folder, and all others.
pub fn changes_beside<'p>(plan: &'p Plan, cluster: &'p Cluster) -> (Vec<&'p Change>, Vec<&'p Change>) {
    let beside = if has_beside(plan, cluster) { beside(plan, cluster) } else { Vec::new() };
    let beside: BTreeSet<Target> = beside.into_iter().map(|object| Target::of(&object.value)).collect();
    cluster.changes.iter().partition(|change| beside.contains(&change.patch.target()))
}
