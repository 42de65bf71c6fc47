//! `argocd/`: what makes Argo CD apply the output: an Application for each cluster, or one ApplicationSet for
//! all.
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
use crate::plan::{ArgoCd, Plan};
use crate::tree::Tree;
use crate::yaml::{self, Map, Value, json};
use sources::Sources;

/// Writes the folder.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(argocd) = &plan.deliveries.argocd else { return };
    let mut files = Vec::new();
    if argocd.application_set {
        let notes = plan.clusters.iter().filter_map(|cluster| Sources::of(plan, cluster).note);
        // The longest asks for all that the others do.
        let note = notes.max_by_key(|note| note.len());
        let set = set::application_set(plan, argocd);
        files.push("application-set.yaml".to_string());
        insert(tree, "argocd/application-set.yaml", &noted(note, &set));
    } else {
        for cluster in &plan.clusters {
            let sources = Sources::of(plan, cluster);
            let namespace = &cluster.delivery.namespace;
            let mut spec = common(plan, argocd, &cluster.delivery.context, namespace);
            spec.extend(sources.fields(argocd, &below(&argocd.path.value, &format!("clusters/{}", cluster.name))));
            let application = guarded(json!({
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Application",
                "metadata": {
                    "name": name(&cluster.name),
                    "namespace": argocd.namespace,
                    "annotations": annotations(plan, argocd, &cluster.name),
                },
                "spec": spec,
            }));
            let file = format!("{}.yaml", cluster.name);
            insert(tree, &format!("argocd/{file}"), &noted(sources.note, &application));
            files.push(file);
        }
    }
    insert(tree, "argocd/kustomization.yaml", &kustomization(None, files, Vec::new()));
}

/// The files that make it apply a cluster.
pub fn files(cluster: &str) -> Vec<String> {
    vec![format!("argocd/{cluster}.yaml"), "argocd/application-set.yaml".to_string()]
}

fn noted(note: Option<&str>, object: &Value) -> String {
    let note = note.map_or(String::new(), |note| format!("# {note}\n"));
    format!("{note}{}", yaml::write(object))
}

/// The name of the Application of a cluster.
fn name(cluster: &str) -> String {
    format!("cilium-{cluster}")
}

/// Which folders of the repository a cluster's manifests come from: a change elsewhere renders nothing again
/// (`docs/operator-manual/high_availability.md`).
fn annotations(plan: &Plan, argocd: &ArgoCd, cluster: &str) -> Value {
    let own = format!("clusters/{cluster}");
    let base = (!plan.bases().is_empty()).then_some("base");
    let shared = (!plan.shared.is_empty() || !plan.peers.is_empty()).then_some("mesh");
    let folders = std::iter::once(own.as_str()).chain(base).chain(shared);
    let paths: Vec<String> = folders.map(|folder| format!("/{}", below(&argocd.path.value, folder))).collect();
    json!({ "argocd.argoproj.io/manifest-generate-paths": paths.join(";") })
}

/// What is the same of every cluster, but for where it is.
fn common(plan: &Plan, argocd: &ArgoCd, destination: &str, namespace: &str) -> Map<String, Value> {
    let mut spec = Map::new();
    let mut set = |field: &str, value: Value| spec.insert(field.to_string(), value);
    set("project", argocd.project.as_str().into());
    set("destination", json!({ "name": destination, "namespace": namespace }));
    let mut options = vec!["ServerSideApply=true", "RespectIgnoreDifferences=true", "PruneLast=true"];
    if namespace != "kube-system" {
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
