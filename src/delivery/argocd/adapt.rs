//! The annotations that Argo CD needs. Sources: argo-cd v3.6.1, `docs/user-guide/sync-options.md`,
//! `sync-waves.md` and `helm.md`.

use crate::delivery::change::annotations;
use crate::delivery::{is_namespace, jobs};
use crate::plan::{Author, Change, Cluster, Foundation, Object, Patch, Plan};
use crate::yaml::{Map, Value, json, overlay, text_at};
use std::rc::Rc;

/// Marks what is too large to be applied in Argo CD's default way, and Jobs that must be made anew; where
/// Argo CD applies the output, also orders what runs as a hook of Helm.
///
/// What fills Secrets is in no wave before what mounts them: in a new cluster External Secrets itself waits
/// for the network, and Argo CD would wait for it.
pub fn adapt(plan: &mut Plan) {
    let is_applied = plan.deliveries.argocd.get().is_some();
    plan.is_delivered |= is_applied;
    let of_clusters = plan.clusters.iter_mut().flat_map(|cluster| &mut cluster.objects);
    for object in plan.shared.iter_mut().flat_map(|shared| &mut shared.objects).chain(of_clusters) {
        if is_large(&object.value) {
            annotate(object, APPLIED_BY_SERVER);
        }
        if is_namespace(&object.value) {
            annotate(object, KEPT);
        }
    }
    let anew = annotations(json!({ SYNC_OPTIONS: "Force=true,Replace=true" }));
    for cluster in &mut plan.clusters {
        if cluster.base().is_some() {
            cluster.changes.iter_mut().filter(|change| change.author == Author::Mesh).for_each(mark_large);
        }
        jobs::make_anew(cluster, &anew);
        if is_applied {
            jobs::change(cluster, as_hook);
            fill_hook(cluster);
        }
    }
}

const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";

/// An annotation: its name and its value.
type Annotation = (&'static str, &'static str);

const APPLIED_BY_SERVER: Annotation = (SYNC_OPTIONS, "ServerSideApply=true");

/// A namespace goes with nothing but all that is in it.
const KEPT: Annotation = (SYNC_OPTIONS, "Prune=false,Delete=false");

fn annotate(object: &mut Rc<Object>, (name, value): Annotation) {
    if let Some(fields) = Rc::make_mut(object).value.as_object_mut() {
        overlay(fields, &annotations(json!({ name: value })));
    }
}

fn mark_large(change: &mut Change) {
    if let Patch::Merge(value) = &mut change.patch
        && is_large(value)
        && let Some(fields) = value.as_object_mut()
    {
        let (name, option) = APPLIED_BY_SERVER;
        overlay(fields, &annotations(json!({ name: option })));
    }
}

/// Whether an object is too large to be applied by the client: there the whole of it goes into an annotation,
/// so the server must apply it.
fn is_large(object: &Value) -> bool {
    let is_secret = object.get("kind").and_then(Value::as_str) == Some("Secret");
    let Some(data) = object.get("data").and_then(Value::as_object).filter(|_| is_secret) else { return false };
    let size = |(name, entry): (&String, &Value)| Some(name.len() + entry.as_str()?.len() + SURROUNDINGS);
    data.iter().filter_map(size).sum::<usize>() > LARGEST_ANNOTATION
}

/// What an entry costs besides its name and its text where the object is written as JSON: quotes, a colon, a
/// comma.
const SURROUNDINGS: usize = 6;

/// The size of an annotation, apart from what else is in the object
/// (`k8s.io/apimachinery/pkg/api/validation/objectmeta.go`).
const LARGEST_ANNOTATION: usize = 262_144 - 1024;

/// What makes a Job of Cilium run with everything else. As a hook of Helm it would run once all is healthy,
/// and clustermesh-apiserver is not without the certificates that it makes.
fn hook() -> Value {
    json!({ "argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation" })
}

fn as_hook(job: &Value) -> Map<String, Value> {
    let of_helm = text_at(job, "/metadata/annotations/helm.sh~1hook");
    if of_helm.contains("post-") { annotations(hook()) } else { Map::new() }
}

/// Gives the Job of a chart that Argo CD renders what `as_hook` gives one in a base; what the user sets goes
/// over it.
fn fill_hook(cluster: &mut Cluster) {
    if cluster.applied_chart().is_none() {
        return;
    }
    let Foundation::Chart(chart) = &mut cluster.foundation else { return };
    let place = chart.hook.and_then(|hook| chart.own.pointer_mut(hook)).and_then(Value::as_object_mut);
    if let (Some(place), Value::Object(mut annotations)) = (place, hook()) {
        overlay(&mut annotations, place);
        *place = annotations;
    }
}
