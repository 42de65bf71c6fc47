//! `argocd/`: what makes Argo CD apply the output: an Application for each cluster, or one ApplicationSet for
//! all. Where each cluster runs an Argo CD of its own, `argocd/<cluster>/` is all that it must be given.
//!
//! No Application has a finalizer: who deletes one leaves the network of its cluster alone. The fields are
//! those of Argo CD v3.6.1 (`docs/operator-manual/application.yaml`, `docs/user-guide`).

mod adapt;
mod set;
mod sources;

pub use adapt::adapt;

use super::below;
use super::substitution::guarded;
use crate::emit::{insert, kustomization};
use crate::plan::{ArgoCd, Cluster, Plan};
use crate::tree::Tree;
use crate::yaml::{self, Map, Value, json};
use sources::Sources;

/// Writes the folder.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(argocd) = plan.deliveries.argocd.get() else { return };
    let mut files = Vec::new();
    if argocd.application_set && !argocd.per_cluster {
        let notes = plan.clusters.iter().filter_map(|cluster| Sources::of(plan, cluster).note);
        // The longest asks for all that the others do.
        let note = notes.max_by_key(|note| note.len());
        let set = set::application_set(plan, argocd);
        files.push("application-set.yaml".to_string());
        insert(tree, "argocd/application-set.yaml", &noted(note, &set));
    } else {
        for cluster in &plan.clusters {
            let text = application(plan, argocd, cluster);
            if argocd.per_cluster {
                let folder = format!("argocd/{}", cluster.name);
                insert(tree, &format!("{folder}/{OWN}"), &text);
                let own = kustomization(None, vec![OWN.to_string()], Vec::new());
                insert(tree, &format!("{folder}/kustomization.yaml"), &own);
            } else {
                let file = format!("{}.yaml", cluster.name);
                insert(tree, &format!("argocd/{file}"), &text);
                files.push(file);
            }
        }
    }
    // Where each cluster runs an Argo CD of its own, one that still applies all of them finds nothing.
    insert(tree, "argocd/kustomization.yaml", &kustomization(None, files, Vec::new()));
}

/// The file of a cluster in a folder of its own.
const OWN: &str = "cilium.yaml";

/// The Application of a cluster, as it is written.
fn application(plan: &Plan, argocd: &ArgoCd, cluster: &Cluster) -> String {
    let sources = Sources::of(plan, cluster);
    let mut spec = common(plan, argocd, &destination(argocd, cluster));
    spec.extend(sources.fields(argocd, &below(&argocd.path.value, &format!("clusters/{}", cluster.name))));
    let application = guarded(json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {
            "name": argocd.application(&cluster.name),
            "namespace": argocd.namespace,
            "annotations": annotations(plan, argocd, &cluster.name),
        },
        "spec": spec,
    }));
    noted(sources.note, &application)
}

/// How Argo CD reaches a cluster: its own by the address that every cluster has inside.
fn destination(argocd: &ArgoCd, cluster: &Cluster) -> Value {
    let namespace = &cluster.delivery.namespace;
    if argocd.per_cluster {
        return json!({ "server": "https://kubernetes.default.svc", "namespace": namespace });
    }
    json!({ "name": cluster.delivery.context, "namespace": namespace })
}

fn noted(note: Option<&str>, object: &Value) -> String {
    let note = note.map_or(String::new(), |note| format!("# {note}\n"));
    format!("{note}{}", yaml::write(object))
}

/// Which folders of the repository a cluster's manifests come from: a change elsewhere renders nothing again
/// (`docs/operator-manual/high_availability.md`). On a chart also whose fields Argo CD takes over, those of
/// Helm 3 rather than of kubectl: what it does not own would stay when the mesh removes it
/// (`docs/user-guide/sync-options.md`, client-side apply migration).
fn annotations(plan: &Plan, argocd: &ArgoCd, cluster: &str) -> Value {
    let own = format!("clusters/{cluster}");
    let base = (!plan.bases().is_empty()).then_some("base");
    let shared = (!plan.shared.is_empty() || !plan.peers.is_empty()).then_some("mesh");
    let folders = std::iter::once(own.as_str()).chain(base).chain(shared);
    let paths: Vec<String> = folders.map(|folder| format!("/{}", below(&argocd.path.value, folder))).collect();
    let mut annotations = json!({ "argocd.argoproj.io/manifest-generate-paths": paths.join(";") });
    // Of a template, that is every cluster.
    let meant = plan.clusters.iter().filter(|it| it.name == cluster);
    let meant: Vec<&Cluster> =
        if meant.clone().count() == 0 { plan.clusters.iter().collect() } else { meant.collect() };
    let is_on_chart = meant.iter().all(|cluster| cluster.applied_chart().is_some());
    if let (true, Some(fields)) = (is_on_chart, annotations.as_object_mut()) {
        fields.insert("argocd.argoproj.io/client-side-apply-migration-manager".to_string(), "helm".into());
    }
    annotations
}

/// What is the same of every cluster, but for where it is.
fn common(plan: &Plan, argocd: &ArgoCd, destination: &Value) -> Map<String, Value> {
    let mut spec = Map::new();
    let mut set = |field: &str, value: Value| spec.insert(field.to_string(), value);
    set("project", argocd.project.as_str().into());
    set("destination", destination.clone());
    let mut options = vec!["ServerSideApply=true", "RespectIgnoreDifferences=true", "PruneLast=true"];
    if destination.get("namespace").and_then(Value::as_str) != Some("kube-system") {
        options.push("CreateNamespace=true");
    }
    set(
        "syncPolicy",
        json!({
            "automated": { "prune": true, "selfHeal": true },
            "syncOptions": options,
            "retry": { "limit": 5, "backoff": { "duration": "30s", "factor": 2, "maxDuration": "10m" } },
        }),
    );
    let ignored: Vec<Value> = plan
        .generated
        .iter()
        .map(|secret| {
            json!({
                "kind": secret.kind,
                "name": secret.name,
                "namespace": secret.namespace,
                "jsonPointers": ["/data"],
            })
        })
        .collect();
    if !ignored.is_empty() {
        set("ignoreDifferences", ignored.into());
    }
    spec
}
