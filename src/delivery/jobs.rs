//! Changes of Jobs. Several tools may each ask for some: what they ask for one Job is one change.

use super::change::{extend, merge};
use crate::plan::{Author, Change, Cluster, Patch, Target};
use crate::yaml::{Map, Value};

/// Makes a change of each Job of a cluster's base of which a tool wants fields to be other than they are.
pub fn change(cluster: &mut Cluster, wanted: impl Fn(&Value) -> Map<String, Value>) {
    let Some(base) = cluster.base().cloned() else { return };
    for job in base.objects.iter().filter(|object| object.get("kind").and_then(Value::as_str) == Some(JOB)) {
        let fields = wanted(job);
        if fields.is_empty() {
            continue;
        }
        let target = Target::of(job);
        let ours = |change: &&mut Change| change.author == Author::Delivery && change.name.starts_with(CHANGE);
        let count = cluster.changes.iter_mut().filter(ours).count();
        match cluster.changes.iter_mut().filter(ours).find(|change| change.patch.target() == target) {
            Some(change) => extend(change, &fields),
            None => cluster.changes.push(merge(format!("{CHANGE}{}-job", count + 1), &target, &fields)),
        }
    }
}

const JOB: &str = "Job";
const CHANGE: &str = "delivery-";

/// Merges fields into each Job whose pods the mesh changes, behind that change. The pods of a Job cannot
/// change: whoever applies the change must make the Job anew.
pub fn make_anew(cluster: &mut Cluster, fields: &Map<String, Value>) {
    let mut places: Vec<(usize, Target)> = Vec::new();
    for (place, change) in cluster.changes.iter().enumerate().filter(|(_, change)| changes_job(change)) {
        let target = change.patch.target();
        match places.last_mut().filter(|(_, last)| *last == target) {
            Some((last, _)) => *last = place,
            None => places.push((place, target)),
        }
    }
    // From the last one on, so that the places of the others stay.
    for (place, target) in places.into_iter().rev() {
        let Some(name) = cluster.changes.get(place).map(|change| again(&change.name)) else { continue };
        match cluster.changes.get_mut(place + 1).filter(|next| next.name == name) {
            Some(next) => extend(next, fields),
            None => cluster.changes.insert(place + 1, merge(name, &target, fields)),
        }
    }
}

/// Whether it is a change that the mesh makes of a Job: all of those are changes of its pods.
fn changes_job(change: &Change) -> bool {
    let kind = match &change.patch {
        Patch::Merge(value) => value.get("kind").and_then(Value::as_str),
        Patch::Json(target, _) => Some(target.kind.as_str()),
    };
    change.author == Author::Mesh && kind == Some(JOB)
}

/// The name of the change behind a change of pods, whose lists have a change of their own.
fn again(name: &str) -> String {
    format!("{}-again", name.strip_suffix("-lists").unwrap_or(name))
}
