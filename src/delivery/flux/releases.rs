//! `flux/releases/`: clusters on a Helm chart, which kustomize-controller does not render. Each is a
//! HelmRelease; peers that several clusters have in common are in `peers`.

use super::super::substitution::guarded;
use super::sources::reference;
use super::{kubeconfig, peers};
use crate::emit::{changes_beside, insert, kustomization, selector};
use crate::plan::{Change, Chart, Cluster, Flux, PEERS, Patch, Plan};
use crate::tree::Tree;
use crate::yaml::{self, Filling, Map, Value, json};

/// The version of a HelmRelease.
pub const API: &str = "helm.toolkit.fluxcd.io/v2";

/// Writes the folder of one cluster.
pub fn emit(plan: &Plan, flux: &Flux, cluster: &Cluster, tree: &mut Tree) {
    let Some(chart) = cluster.applied_chart() else { return };
    let folder = format!("flux/releases/{}", cluster.name);
    let file = "helm-release.yaml".to_string();
    let place = format!("/spec/values{PEERS}");
    let text = yaml::write_with(&release(plan, flux, cluster, chart), Filling::of(&place, &chart.written_peers()));
    insert(tree, &format!("{folder}/{file}"), &text);
    // One Flux for all clusters has the peers once; each Flux of its own must be given them.
    let peers = peers::of_chart(plan, chart).filter(|_| flux.per_cluster).map(peers::folder_beside);
    let resources = [Some(file), peers].into_iter().flatten().collect();
    insert(tree, &format!("{folder}/kustomization.yaml"), &kustomization(None, resources, Vec::new()));
}

/// How long Helm waits: less than the Kustomization that waits for it.
const TIMEOUT: &str = "10m";

/// The HelmRelease of a cluster. No failure uninstalls the network, and no pruning deletes the HelmRelease:
/// helm-controller would uninstall what a deleted one has installed, unless it is suspended.
fn release(plan: &Plan, flux: &Flux, cluster: &Cluster, chart: &Chart) -> Value {
    let mut spec = Map::new();
    let mut set = |field: &str, value: Value| spec.insert(field.to_string(), value);
    set("interval", flux.interval.as_str().into());
    set("timeout", TIMEOUT.into());
    if let Some(secret) = kubeconfig(flux, cluster) {
        set("kubeConfig", json!({ "secretRef": { "name": secret } }));
    }
    set("releaseName", "cilium".into());
    set("targetNamespace", chart.namespace.as_str().into());
    set("storageNamespace", chart.namespace.as_str().into());
    let (field, source) = reference(plan, cluster, chart);
    set(field, source);
    let mut install = action(cluster);
    if let (true, Some(fields)) = (chart.namespace != "kube-system", install.as_object_mut()) {
        fields.insert("createNamespace".to_string(), true.into());
    }
    set("install", install);
    set("upgrade", action(cluster));
    set("driftDetection", drift(plan));
    let (_, changes) = changes_beside(plan, cluster);
    if !changes.is_empty() {
        let patches: Vec<Value> = changes.into_iter().map(patch).collect();
        set("postRenderers", json!([{ "kustomize": { "patches": patches } }]));
    }
    if let Some(shared) = peers::of_chart(plan, chart) {
        set("valuesFrom", peers::reference(plan, shared));
    }
    set("values", chart.own_values());
    let annotations = json!({ "kustomize.toolkit.fluxcd.io/prune": "disabled" });
    guarded(json!({
        "apiVersion": API,
        "kind": "HelmRelease",
        "metadata": { "name": flux.release(&cluster.name), "namespace": flux.namespace, "annotations": annotations },
        "spec": spec,
    }))
}

/// What has failed is retried in place (from helm-controller v1.4.0 on, Flux 2.7). Helm runs hooks once
/// everything is ready: where something waits for what a hook makes, Helm does not wait for it.
fn action(cluster: &Cluster) -> Value {
    let mut action = json!({ "strategy": { "name": "RetryOnFailure" } });
    if let (false, Some(fields)) = (cluster.delivery.is_ready_before_hooks, action.as_object_mut()) {
        fields.insert("disableWait".to_string(), true.into());
    }
    action
}

/// What drifts is set right, but for what something in the cluster writes.
fn drift(plan: &Plan) -> Value {
    let mut drift = json!({ "mode": "enabled" });
    let names: Vec<&str> = plan.generated.iter().map(|secret| secret.name.as_str()).collect();
    if let (false, Some(fields)) = (names.is_empty(), drift.as_object_mut()) {
        // A regular expression.
        let names = names.join("|").replace('.', "\\.");
        let target = json!({ "kind": "Secret", "name": format!("({names})") });
        fields.insert("ignore".to_string(), json!([{ "paths": ["/data"], "target": target }]));
    }
    drift
}

/// A patch within the HelmRelease. One that merges goes without a target, as in an overlay.
fn patch(change: &Change) -> Value {
    match &change.patch {
        Patch::Merge(value) => json!({ "patch": yaml::write(value) }),
        Patch::Json(target, operations) => {
            json!({ "target": selector(target), "patch": yaml::write(&Value::Array(operations.clone())) })
        }
    }
}
