//! Peers that are equal in the values of several clusters: a ConfigMap, from which their HelmReleases take
//! them. What a HelmRelease itself sets lies over it (helm-controller v1.6.4,
//! `docs/spec/v2/helmreleases.md`).
//!
//! Each is in a folder of its own, for the kustomizations of clusters name folders only. No cluster on a
//! chart has a name with a dot, so that no folder of a release is in the way.

use crate::delivery::names;
use crate::delivery::substitution::guarded;
use crate::emit::{insert, kustomization};
use crate::plan::{Chart, Flux, Plan, SharedPeers};
use crate::tree::Tree;
use crate::yaml::{self, Value, json};

/// The peers of a chart, where its own values do not hold them.
pub fn of_chart<'p>(plan: &'p Plan, chart: &Chart) -> Option<&'p SharedPeers> {
    plan.peers.get(chart.shared?)
}

/// Writes the ConfigMaps, and returns their folders as seen from `flux/`.
pub fn emit(plan: &Plan, flux: &Flux, tree: &mut Tree) -> Vec<String> {
    let mut folders = Vec::new();
    if flux.values_only {
        // What the user's own HelmRelease reads holds them.
        return folders;
    }
    for shared in &plan.peers {
        let folder = format!("releases/{}", folder(shared));
        let file = "peers.yaml".to_string();
        insert(tree, &format!("flux/{folder}/{file}"), &yaml::write(&config_map(plan, flux, shared)));
        insert(tree, &format!("flux/{folder}/kustomization.yaml"), &kustomization(None, vec![file], Vec::new()));
        folders.push(folder);
    }
    folders
}

/// The folder as seen from that of a release.
pub fn folder_beside(shared: &SharedPeers) -> String {
    format!("../{}", folder(shared))
}

fn folder(shared: &SharedPeers) -> String {
    let name = shared.name;
    if shared.place.is_empty() { format!("{name}.d") } else { format!("{name}.d/{}", shared.place) }
}

/// How a HelmRelease names the ConfigMap. Without it nothing is installed: peers that are missing are an
/// error.
pub fn reference(plan: &Plan, shared: &SharedPeers) -> Value {
    json!([{ "kind": "ConfigMap", "name": name(plan, shared) }])
}

/// A dot keeps the names of clusters apart from those of all.
fn name(plan: &Plan, shared: &SharedPeers) -> String {
    let name = format!("{}-{}", names::of_mesh(plan), shared.name);
    if shared.place.is_empty() { name } else { format!("{name}.{}", shared.place) }
}

/// The ConfigMap. With the label helm-controller reacts when it changes, and without it at the next interval
/// ("Reacting immediately to configuration dependencies" in `docs/spec/v2/helmreleases.md`).
fn config_map(plan: &Plan, flux: &Flux, shared: &SharedPeers) -> Value {
    let labels = json!({ "reconcile.fluxcd.io/watch": "Enabled" });
    guarded(json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": { "name": name(plan, shared), "namespace": flux.namespace, "labels": labels },
        "data": { "values.yaml": yaml::write(&shared.values()) },
    }))
}
