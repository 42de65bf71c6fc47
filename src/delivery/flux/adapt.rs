//! The annotations that Flux needs, and Jobs as it can apply them.

use super::names;
use crate::delivery::change::{annotate, annotations};
use crate::delivery::{is_namespace, jobs, substitution};
use crate::plan::Plan;
use crate::yaml::{Map, Value, json};

/// Guards what Flux would replace, and marks Jobs that must be made anew; where Flux applies the output, Jobs
/// that remove themselves stay.
pub fn adapt(plan: &mut Plan) {
    let is_applied = plan.deliveries.flux.get().is_some();
    plan.is_delivered |= is_applied;
    let of_clusters = plan.clusters.iter_mut().flat_map(|cluster| &mut cluster.objects);
    let objects = plan.shared.iter_mut().flat_map(|shared| &mut shared.objects).chain(of_clusters);
    for object in objects.filter(|object| is_namespace(&object.value)) {
        annotate(object, &annotations(json!({ "kustomize.toolkit.fluxcd.io/prune": "disabled" })));
    }
    let anew = forced();
    for cluster in &mut plan.clusters {
        jobs::make_anew(cluster, &anew);
        if is_applied {
            cluster.delivery.applied_as = names(&cluster.name).to_vec();
            jobs::change(cluster, without_end);
        }
    }
    substitution::guard(plan);
}

/// The fields by which Flux replaces an object that it cannot change (kustomize-controller,
/// `docs/spec/v1/kustomizations.md`).
fn forced() -> Map<String, Value> {
    annotations(json!({ "kustomize.toolkit.fluxcd.io/force": "enabled" }))
}

/// A Job that its own time to live removes is missing to Flux, which would make it, and with it all
/// certificates, anew at every interval. So it stays, and is replaced when it changes.
fn without_end(job: &Value) -> Map<String, Value> {
    if job.pointer("/spec/ttlSecondsAfterFinished").is_none() {
        return Map::new();
    }
    let mut fields = forced();
    fields.insert("spec".to_string(), json!({ "ttlSecondsAfterFinished": null }));
    fields
}
