//! `flux/`: what makes Flux apply the output.
//!
//! One Flux for all clusters has `flux/<cluster>.yaml` for each and reaches them through kubeconfigs; where
//! each cluster runs a Flux of its own, `flux/<cluster>/` is all that it must be given. The fields are those
//! of kustomize-controller v1.10.1, helm-controller v1.6.4 and source-controller v1.10.1; clusters on a chart
//! are in `releases`.

mod adapt;
mod kustomization;
mod peers;
mod releases;
mod sources;
mod values;

pub use adapt::adapt;

use crate::emit::{BESIDE, has_beside, insert, kustomization};
use crate::plan::{Cluster, Flux, Plan, Target};
use crate::tree::Tree;
use crate::yaml::{self, Value};
use kustomization::{Applied, health, object};
use std::collections::BTreeSet;

/// Writes the folder.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(flux) = plan.deliveries.flux.get() else { return };
    let mut all = Vec::new();
    let peers = peers::emit(plan, flux, tree);
    if !flux.per_cluster {
        all.extend(peers);
        all.extend(emit_sources(&charts(plan, flux, &plan.clusters), "releases/charts.yaml", "flux", tree));
    }
    for cluster in &plan.clusters {
        let objects = yaml::write_all(&of_cluster(plan, flux, cluster));
        if flux.per_cluster {
            let folder = format!("flux/{}", cluster.name);
            let sources = charts(plan, flux, std::slice::from_ref(cluster));
            let mut own = vec!["cilium.yaml".to_string()];
            own.extend(emit_sources(&sources, "charts.yaml", &folder, tree));
            insert(tree, &format!("{folder}/cilium.yaml"), &objects);
            insert(tree, &format!("{folder}/kustomization.yaml"), &kustomization(None, own, Vec::new()));
        } else {
            all.push(format!("{}.yaml", cluster.name));
            insert(tree, &format!("flux/{}.yaml", cluster.name), &objects);
        }
        if !flux.values_only {
            releases::emit(plan, flux, cluster, tree);
        }
    }
    // Where each cluster runs a Flux of its own, one that still applies all of them finds nothing: without
    // this file it would take the folders of all clusters for its own.
    insert(tree, "flux/kustomization.yaml", &kustomization(None, all, Vec::new()));
}

/// Where the charts of clusters come from, as far as Flux is to install them.
fn charts(plan: &Plan, flux: &Flux, clusters: &[Cluster]) -> Vec<Value> {
    if flux.values_only { Vec::new() } else { sources::sources(plan, flux, clusters.iter()) }
}

/// Writes where charts come from into a file of a folder, if there are any, and returns its name.
fn emit_sources(sources: &[Value], file: &str, folder: &str, tree: &mut Tree) -> Option<String> {
    let file = (!sources.is_empty()).then(|| file.to_string())?;
    insert(tree, &format!("{folder}/{file}"), &yaml::write_all(sources));
    Some(file)
}

/// What makes Flux apply one cluster.
fn of_cluster(plan: &Plan, flux: &Flux, cluster: &Cluster) -> Vec<Value> {
    let [name, beside, release] = names(&cluster.name);
    let kubeconfig = kubeconfig(flux, cluster);
    let sops = plan.sops.as_ref().filter(|_| cluster.has_encrypted());
    let others: Vec<String> = flux.depends_on.iter().map(|name| name.value.clone()).collect();
    let mut workloads: Vec<Value> = cluster.delivery.workloads.iter().map(health).collect();
    let secrets = external_secrets(plan, cluster);
    let overlay = |name: String, path: String, healthy: Vec<Value>| Applied {
        name,
        path,
        kubeconfig: kubeconfig.clone(),
        depends_on: others.clone(),
        healthy,
        sops,
        external_secrets: versions(&secrets),
    };
    let Some(chart) = cluster.applied_chart() else {
        workloads.extend(secrets.iter().map(health));
        return vec![object(flux, overlay(name, format!("clusters/{}", cluster.name), workloads))];
    };
    let mut objects = Vec::new();
    let mut depends_on = others.clone();
    if has_beside(plan, cluster) {
        depends_on.push(beside.clone());
        objects.push(object(flux, overlay(beside, format!("clusters/{}/{BESIDE}", cluster.name), Vec::new())));
    }
    if flux.values_only {
        objects.push(values::config_map(flux, cluster, chart));
        return objects;
    }
    let helm_release = Target {
        api_version: releases::API.to_string(),
        kind: "HelmRelease".to_string(),
        namespace: flux.namespace.clone(),
        name: flux.release(&cluster.name),
    };
    let mut healthy = vec![health(&helm_release)];
    if kubeconfig.is_none() {
        healthy.extend(workloads);
    }
    // The HelmRelease is an object of the cluster where Flux runs, and reaches the other one by itself.
    let path = format!("flux/releases/{}", cluster.name);
    let (kubeconfig, sops, external_secrets) = (None, None, Vec::new());
    objects
        .push(object(flux, Applied { name: release, path, kubeconfig, depends_on, healthy, sops, external_secrets }));
    objects
}

/// The ExternalSecrets that the mesh adds to a cluster.
fn external_secrets(plan: &Plan, cluster: &Cluster) -> Vec<Target> {
    let added = plan.added(cluster).map(|object| Target::of(&object.value));
    added.filter(|target| target.kind == "ExternalSecret").collect()
}

/// The versions of their API, each once.
fn versions(targets: &[Target]) -> Vec<String> {
    let versions: BTreeSet<&String> = targets.iter().map(|target| &target.api_version).collect();
    versions.into_iter().cloned().collect()
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
