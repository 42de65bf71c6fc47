//! `flux/`: what makes Flux apply the output.
//!
//! One Flux for all clusters has `flux/<cluster>.yaml` for each and reaches them through kubeconfigs; where
//! each cluster runs a Flux of its own, `flux/<cluster>/` is all that it must be given. The fields are those
//! of kustomize-controller v1.10.1, helm-controller v1.6.4 and source-controller v1.10.1; clusters on a chart
//! are in `releases`.

mod adapt;
mod peers;
mod releases;

pub use adapt::adapt;

use super::below;
use super::substitution::guarded;
use crate::emit::{BESIDE, has_beside, insert, kustomization};
use crate::plan::{Cluster, Flux, Plan, Sops, Target};
use crate::tree::Tree;
use crate::yaml::{self, Map, Value, json};

/// Writes the folder.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(flux) = &plan.deliveries.flux else { return };
    let mut all = Vec::new();
    let peers = peers::emit(plan, flux, tree);
    if !flux.per_cluster {
        all.extend(peers);
        all.extend(emit_sources(&releases::sources(flux, plan.clusters.iter()), "releases/charts.yaml", "flux", tree));
    }
    for cluster in &plan.clusters {
        let objects = yaml::write_all(&of_cluster(plan, flux, cluster));
        if flux.per_cluster {
            let folder = format!("flux/{}", cluster.name);
            let sources = releases::sources(flux, std::iter::once(cluster));
            let mut own = vec!["cilium.yaml".to_string()];
            own.extend(emit_sources(&sources, "charts.yaml", &folder, tree));
            insert(tree, &format!("{folder}/cilium.yaml"), &objects);
            insert(tree, &format!("{folder}/kustomization.yaml"), &kustomization(None, own, Vec::new()));
        } else {
            all.push(format!("{}.yaml", cluster.name));
            insert(tree, &format!("flux/{}.yaml", cluster.name), &objects);
        }
        if cluster.chart().is_some() {
            releases::emit(plan, flux, cluster, tree);
        }
    }
    // Where each cluster runs a Flux of its own, one that still applies all of them finds nothing: without
    // this file it would take the folders of all clusters for its own.
    insert(tree, "flux/kustomization.yaml", &kustomization(None, all, Vec::new()));
}

/// The files that make it apply a cluster.
pub fn files(cluster: &str) -> Vec<String> {
    vec![
        format!("flux/{cluster}.yaml"),
        format!("flux/{cluster}/cilium.yaml"),
        format!("flux/releases/{cluster}/helm-release.yaml"),
    ]
}

/// Writes where charts come from into a file of a folder, if there are any, and returns its name.
fn emit_sources(sources: &[Value], file: &str, folder: &str, tree: &mut Tree) -> Option<String> {
    let file = (!sources.is_empty()).then(|| file.to_string())?;
    insert(tree, &format!("{folder}/{file}"), &yaml::write_all(sources));
    Some(file)
}

/// How long Flux waits for what it applies: agents roll node by node.
const TIMEOUT: &str = "15m";
/// How soon Flux tries again what has failed.
const RETRY: &str = "2m";

/// A Kustomization of Flux in the making.
struct Applied<'p> {
    name: String,
    path: String,
    kubeconfig: Option<String>,
    depends_on: Vec<String>,
    healthy: Vec<Value>,
    /// Who decrypts, where what it builds contains something encrypted.
    sops: Option<&'p Sops>,
}

/// What makes Flux apply one cluster.
fn of_cluster(plan: &Plan, flux: &Flux, cluster: &Cluster) -> Vec<Value> {
    let [name, beside, release] = names(&cluster.name);
    let kubeconfig = kubeconfig(flux, cluster);
    let sops = plan.sops.as_ref().filter(|_| cluster.has_encrypted());
    let others: Vec<String> = flux.depends_on.iter().map(|name| name.value.clone()).collect();
    let workloads: Vec<Value> = cluster.delivery.workloads.iter().map(health).collect();
    let overlay = |name: String, path: String, healthy: Vec<Value>| Applied {
        name,
        path,
        kubeconfig: kubeconfig.clone(),
        depends_on: others.clone(),
        healthy,
        sops,
    };
    if cluster.chart().is_none() {
        return vec![object(flux, overlay(name, format!("clusters/{}", cluster.name), workloads))];
    }
    let mut objects = Vec::new();
    let mut depends_on = others.clone();
    if has_beside(plan, cluster) {
        depends_on.push(beside.clone());
        objects.push(object(flux, overlay(beside, format!("clusters/{}/{BESIDE}", cluster.name), Vec::new())));
    }
    let helm_release = Target {
        api_version: releases::API.to_string(),
        kind: "HelmRelease".to_string(),
        namespace: flux.namespace.clone(),
        name,
    };
    let mut healthy = vec![health(&helm_release)];
    if kubeconfig.is_none() {
        healthy.extend(workloads);
    }
    // The HelmRelease is an object of the cluster where Flux runs, and reaches the other one by itself.
    let path = format!("flux/releases/{}", cluster.name);
    objects.push(object(flux, Applied { name: release, path, kubeconfig: None, depends_on, healthy, sops: None }));
    objects
}

/// The name of all objects of a cluster, and those of the Kustomizations for what is beside its chart and for
/// its HelmRelease. Their beginnings distinguish them from those of all clusters, whatever their names.
fn names(cluster: &str) -> [String; 3] {
    let name = format!("cilium-{cluster}");
    let (beside, release) = (format!("{BESIDE}-{name}"), format!("release-{name}"));
    [name, beside, release]
}

/// The Secret through which one Flux reaches a cluster; none where each cluster runs a Flux of its own.
fn kubeconfig(flux: &Flux, cluster: &Cluster) -> Option<String> {
    (!flux.per_cluster).then(|| flux.kubeconfig(&cluster.name))
}

fn health(target: &Target) -> Value {
    json!({
        "apiVersion": target.api_version,
        "kind": target.kind,
        "name": target.name,
        "namespace": target.namespace,
    })
}

/// `kustomize.toolkit.fluxcd.io/v1`. What takes a cluster out of the mesh leaves its network alone, so it
/// deletes nothing.
fn object(flux: &Flux, applied: Applied<'_>) -> Value {
    let mut spec = Map::new();
    let mut set = |field: &str, value: Value| spec.insert(field.to_string(), value);
    if !applied.depends_on.is_empty() {
        let names = applied.depends_on.iter().map(|name| json!({ "name": name }));
        set("dependsOn", names.collect());
    }
    set("interval", flux.interval.as_str().into());
    set("retryInterval", RETRY.into());
    set("timeout", TIMEOUT.into());
    set("sourceRef", json!({ "kind": flux.source_kind, "name": flux.source }));
    set("path", format!("./{}", below(&flux.path.value, &applied.path)).into());
    if let Some(secret) = &applied.kubeconfig {
        set("kubeConfig", json!({ "secretRef": { "name": secret } }));
    }
    if let Some(sops) = applied.sops {
        let with = sops.decryption_secret.as_ref().map(|secret| json!({ "name": secret }));
        let fields = [("provider", Some("sops".into())), ("secretRef", with)];
        set("decryption", fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect());
    }
    set("prune", true.into());
    set("deletionPolicy", "Orphan".into());
    set("wait", true.into());
    if !applied.healthy.is_empty() {
        set("healthChecks", applied.healthy.into());
    }
    guarded(json!({
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": { "name": applied.name, "namespace": flux.namespace },
        "spec": spec,
    }))
}
