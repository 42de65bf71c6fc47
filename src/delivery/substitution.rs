//! Flux replaces `${…}` in what it applies (kustomize-controller, `postBuild`): an object that holds it
//! for another reason, such as a shell script, must opt out of that.

use super::change::{annotations, merge};
use crate::manifest::Base;
use crate::plan::{Change, Cluster, Object, Patch, Plan, Target};
use crate::yaml::{Map, Value, json, overlay};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The annotation by which it does.
const ANNOTATION: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Guards what holds `${` in each cluster: objects of its base, objects that the mesh adds, and objects into
/// which changes bring it.
pub fn guard(plan: &mut Plan) {
    let of_bases: BTreeMap<*const Base, Vec<Target>> =
        plan.bases().into_iter().map(|base| (Rc::as_ptr(base), holders(&base.objects))).collect();
    let of_shared: Vec<Vec<Target>> = plan.shared.iter().map(|shared| added(&shared.objects)).collect();
    for cluster in &mut plan.clusters {
        let of_base = cluster.base().and_then(|base| of_bases.get(&Rc::as_ptr(base)));
        let shared = cluster.shares.iter().filter_map(|index| of_shared.get(*index));
        let mut targets: BTreeSet<Target> = of_base.into_iter().chain(shared).flatten().cloned().collect();
        targets.extend(added(&cluster.objects));
        targets.extend(cluster.changes.iter().filter(|change| brings(change)).map(|change| change.patch.target()));
        // Of an object that nobody has seen, a kind that is not Kubernetes' own is not enough.
        targets.retain(|target| !target.api_version.is_empty());
        guard_all(cluster, &targets);
    }
}

fn guard_all(cluster: &mut Cluster, targets: &BTreeSet<Target>) {
    for (index, target) in targets.iter().enumerate() {
        let name = format!("substitute-{}-{}", index + 1, target.plain_kind());
        cluster.changes.push(merge(name, target, &disabled()));
    }
}

/// The object, which opts out where it holds `${`.
pub fn guarded(mut object: Value) -> Value {
    if let (true, Some(fields)) = (holds(&object), object.as_object_mut()) {
        overlay(fields, &disabled());
    }
    object
}

fn disabled() -> Map<String, Value> {
    annotations(json!({ ANNOTATION: "disabled" }))
}

fn added(objects: &[Rc<Object>]) -> Vec<Target> {
    holders(objects.iter().map(|object| &object.value))
}

/// The objects that hold `${` and do not opt out yet.
fn holders<'v>(objects: impl IntoIterator<Item = &'v Value>) -> Vec<Target> {
    objects.into_iter().filter(|object| holds(object) && !is_guarded(object)).map(Target::of).collect()
}

fn is_guarded(object: &Value) -> bool {
    object.pointer("/metadata/annotations").and_then(|annotations| annotations.get(ANNOTATION)).is_some()
}

fn brings(change: &Change) -> bool {
    match &change.patch {
        Patch::Merge(value) => holds(value),
        Patch::Json(_, operations) => operations.iter().any(holds),
    }
}

/// Whether any text in a value contains `${`. The depth is bounded by the readers of KDL and YAML.
fn holds(value: &Value) -> bool {
    match value {
        Value::String(text) => is_replaced(text),
        Value::Array(values) => values.iter().any(holds),
        Value::Object(fields) => fields.iter().any(|(key, value)| is_replaced(key) || holds(value)),
        _ => false,
    }
}

/// Whether a text contains `${`. Most are too short for a search that has to be prepared.
fn is_replaced(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == b"${")
}
