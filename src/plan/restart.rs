//! Pods that are recreated when what they read only at their start has changed: their template has a checksum
//! of it, the restart mark.
//!
//! What the agents and the operator read then is `cilium-config`, as the mesh and the user's patches leave
//! it. No rule asks for the checksum, so `resolve` leaves the mark pending, and it is made when somebody asks
//! for the plan of a checked mesh.

use super::{Author, Change, Cluster, Patch, Plan, is_of_config};
use crate::manifest::find;
use crate::release::CONFIG;
use crate::yaml::{self, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The annotation of pods with the checksum.
pub const RESTART_MARK: &str = "checksum/cilium-mesh";

/// The value of a mark that is not made yet.
pub const PENDING: &str = "";

impl Plan {
    /// The plan with every pending mark made.
    #[must_use]
    pub fn marked(mut self) -> Plan {
        self.clusters.iter_mut().for_each(mark);
        self
    }
}

fn mark(cluster: &mut Cluster) {
    if cluster.changes.iter_mut().find_map(pending).is_none() {
        return;
    }
    let mark = checksum(&format!("{}{}", config(cluster), cluster.read_at_start));
    cluster.changes.iter_mut().filter_map(pending).for_each(|place| *place = mark.as_str().into());
}

/// The mark that a change brings, where it is pending.
fn pending(change: &mut Change) -> Option<&mut Value> {
    let Patch::Merge(patch) = &mut change.patch else { return None };
    let annotations = patch.pointer_mut("/spec/template/metadata/annotations")?;
    annotations.get_mut(RESTART_MARK).filter(|mark| mark.as_str() == Some(PENDING))
}

/// All that agents find in `cilium-config`, as one line of JSON whose keys are sorted.
fn config(cluster: &Cluster) -> String {
    let is_ours = |change: &&Change| is_of_config(change) && change.author != Author::Delivery;
    let changes: Vec<&Change> = cluster.changes.iter().filter(is_ours).collect();
    let namespace = changes.first().map(|change| change.patch.target().namespace).unwrap_or_default();
    let objects = cluster.base().map(|base| base.objects.as_slice()).unwrap_or_default();
    let of_base = find(objects, "ConfigMap", CONFIG, &namespace);
    if let [Change { patch: Patch::Merge(patch), .. }] = changes[..] {
        return merged(of_base, patch);
    }
    let mut object = of_base.cloned().unwrap_or_default();
    for change in changes {
        match &change.patch {
            Patch::Merge(patch) => yaml::merge(&mut object, patch),
            // One that does not apply is refused by a rule.
            Patch::Json(_, operations) => _ = yaml::patch(&mut object, operations),
        }
    }
    let mut data = object.get_mut("data").map(Value::take).unwrap_or_default();
    data.sort_all_objects();
    data.to_string()
}

/// The same where only the mesh changes it.
fn merged(of_base: Option<&Value>, patch: &Value) -> String {
    let mut data: BTreeMap<&str, &Value> = BTreeMap::new();
    let objects = of_base.into_iter().chain([patch]);
    for (key, value) in objects.filter_map(|object| object.get("data")?.as_object()).flatten() {
        if value.is_null() {
            data.remove(key.as_str())
        } else {
            data.insert(key, value)
        };
    }
    serde_json::to_string(&data).unwrap_or_default()
}

/// Eight bytes of a SHA-256.
pub fn checksum(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
