//! What whoever applies the output must know, and what objects must say so that nothing fights over them.

use super::targets::merge;
use crate::model::{CA_SECRET, Cluster, Mesh, Method};
use crate::plan::{self, ArgoCd, Author, Change, Delivery, Flux, Object, Sops, Target};
use crate::yaml::{Map, Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How Flux applies the output.
pub fn flux(mesh: &Mesh, sops: Option<&Sops>) -> Option<Flux> {
    let flux = mesh.flux.get()?;
    Some(Flux {
        source: flux.source.clone(),
        source_kind: flux.source_kind.clone(),
        path: flux.path.clone(),
        interval: flux.interval.clone(),
        namespace: flux.namespace.clone(),
        depends_on: flux.depends_on.iter().map(|name| name.value.clone()).collect(),
        per_cluster: flux.per_cluster,
        decryption: sops.cloned(),
    })
}

/// How Argo CD applies the output.
pub fn argocd(mesh: &Mesh) -> Option<ArgoCd> {
    let argocd = mesh.argocd.get()?;
    Some(ArgoCd {
        repo_url: argocd.repo_url.clone(),
        revision: argocd.revision.clone(),
        path: argocd.path.clone(),
        project: argocd.project.clone(),
        namespace: argocd.namespace.clone(),
        application_set: argocd.application_set,
    })
}

/// What is to be known of one cluster.
pub fn of_cluster(mesh: &Mesh, cluster: &Cluster) -> Delivery {
    let workload = |kind: &str, name: &str| Target::unseen(kind, name, &mesh.namespace);
    let server = cluster.apiserver.get().filter(|_| cluster.modern().is_some());
    let waits_for_hook = cluster.modern().is_some_and(|modern| modern.certificates_by_hook)
        && server.is_some()
        && mesh.certificates.method() == Method::CronJob;
    let hub = mesh.flux.get().filter(|flux| !flux.per_cluster);
    Delivery {
        context: cluster.destination().value.clone(),
        kubeconfig: hub.map(|flux| flux.kubeconfig(&cluster.name.value)),
        namespace: mesh.namespace.clone(),
        workloads: std::iter::once(workload("DaemonSet", "cilium"))
            .chain(server.map(|_| workload("Deployment", "clustermesh-apiserver")))
            .collect(),
        is_ready_before_hooks: !waits_for_hook,
    }
}

/// The Secrets with certificates that Helm, a CronJob or cert-manager makes.
pub fn generated(mesh: &Mesh) -> Vec<Target> {
    let has_some = mesh.certificates.method() != Method::Provided
        && mesh.clusters.iter().any(|cluster| cluster.modern().is_some());
    let mut names: Vec<&str> = if has_some { CERTIFICATES.to_vec() } else { Vec::new() };
    if has_some && mesh.certificates.ca() != CA_SECRET {
        names.insert(1, mesh.certificates.ca());
    }
    names.into_iter().map(|name| Target::unseen("Secret", name, &mesh.namespace)).collect()
}

/// `templates/clustermesh-apiserver/tls-*` and `templates/hubble/tls-*` of the charts 1.14 to 1.20.
const CERTIFICATES: &[&str] = &[
    CA_SECRET,
    "clustermesh-apiserver-admin-cert",
    "clustermesh-apiserver-client-cert",
    "clustermesh-apiserver-local-cert",
    "clustermesh-apiserver-remote-cert",
    "clustermesh-apiserver-server-cert",
    "hubble-metrics-server-certs",
    "hubble-relay-client-certs",
    "hubble-relay-server-certs",
    "hubble-server-certs",
    "hubble-ui-client-certs",
];

/// What makes a Job of Cilium run with everything else in Argo CD. As a hook of Helm it would run once all is healthy, and
/// clustermesh-apiserver is not without the certificates that it makes (argo-cd v3.6.1, `docs/user-guide/helm.md`).
pub fn hook() -> Value {
    json!({ "argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation" })
}

/// What is changed of the Jobs of a base, so that each runs in time and once.
///
/// A Job that its own time to live removes is missing to Flux, which would make it, and with it all certificates, anew at every
/// interval. So it stays, and is replaced when it changes.
pub fn changes(mesh: &Mesh, base: &[Value]) -> Vec<Change> {
    let is_job = |object: &&Value| object.get("kind").and_then(Value::as_str) == Some("Job");
    let mut changes = Vec::new();
    for job in base.iter().filter(is_job) {
        let of_helm = job.pointer("/metadata/annotations/helm.sh~1hook").and_then(Value::as_str).unwrap_or("");
        let mut annotations = Map::new();
        let mut fields = Map::new();
        if mesh.argocd.get().is_some() && of_helm.contains("post-") {
            annotations.extend(hook().as_object().cloned().unwrap_or_default());
        }
        if mesh.flux.get().is_some() && job.pointer("/spec/ttlSecondsAfterFinished").is_some() {
            annotations.insert("kustomize.toolkit.fluxcd.io/force".to_string(), "enabled".into());
            fields.insert("spec".to_string(), json!({ "ttlSecondsAfterFinished": null }));
        }
        if !annotations.is_empty() {
            fields.insert("metadata".to_string(), json!({ "annotations": annotations }));
        }
        let change = merge(&format!("delivery-{}-job", changes.len() + 1), &Target::of(job), fields);
        changes.extend(change.map(|change| Change { author: Author::Delivery, ..change }));
    }
    changes
}

/// Lets Argo CD apply what fills Secrets before it applies what mounts them: of one wave, custom resources come last
/// (argo-cd v3.6.1, `docs/user-guide/sync-waves.md`). What clusters hold together they go on holding together.
pub fn waves(clusters: &mut [plan::Cluster]) {
    let mut made: BTreeMap<*const Object, Rc<Object>> = BTreeMap::new();
    for object in clusters.iter_mut().flat_map(|cluster| &mut cluster.objects) {
        if object.value.get("kind").and_then(Value::as_str) != Some("ExternalSecret") {
            continue;
        }
        let early = made.entry(Rc::as_ptr(object)).or_insert_with(|| {
            let mut value = object.value.clone();
            let annotations = json!({ "metadata": { "annotations": { "argocd.argoproj.io/sync-wave": "-1" } } });
            crate::yaml::merge(&mut value, &annotations);
            Rc::new(Object { name: object.name.clone(), notes: object.notes.clone(), value })
        });
        *object = Rc::clone(early);
    }
}
