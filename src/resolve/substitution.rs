//! Changes of objects that hold `${…}`, which Flux would replace.

use super::{plain, targets};
use crate::plan::substitution::{ANNOTATION, holds};
use crate::plan::{Author, Change, Cluster, Patch, Target};
use crate::yaml::{Map, Value, json};
use std::collections::BTreeSet;

/// The objects that hold `${` and do not say so yet.
pub fn holders(objects: &[Value]) -> Vec<Target> {
    objects.iter().filter(|object| holds(object) && !is_guarded(object)).map(Target::of).collect()
}

/// The changes that guard what holds `${` in a cluster: objects of its base, objects that the mesh adds, and objects into
/// which changes bring it.
pub fn guards(of_base: &[Target], cluster: &Cluster) -> Vec<Change> {
    let mut targets: BTreeSet<Target> = of_base.iter().cloned().collect();
    targets.extend(cluster.objects.iter().flat_map(|object| holders(std::slice::from_ref(&object.value))));
    for change in &cluster.changes {
        let brings = match &change.patch {
            Patch::Merge(value) => holds(value),
            Patch::Json(_, operations) => operations.iter().any(holds),
        };
        if brings {
            targets.insert(change.patch.target());
        }
    }
    // Of an object that nobody has seen, a kind that is not Kubernetes' own says too little.
    targets.retain(|target| !target.api_version.is_empty());
    targets.iter().enumerate().filter_map(|(index, target)| guard(target, index + 1)).collect()
}

fn guard(target: &Target, number: usize) -> Option<Change> {
    let metadata = json!({ "annotations": { ANNOTATION: "disabled" } });
    let fields = Map::from_iter([("metadata".to_string(), metadata)]);
    let change = targets::merge(&format!("substitute-{number}-{}", plain(&target.kind)), target, fields);
    change.map(|change| Change { author: Author::Delivery, ..change })
}

fn is_guarded(object: &Value) -> bool {
    object.pointer("/metadata/annotations").and_then(|annotations| annotations.get(ANNOTATION)).is_some()
}
