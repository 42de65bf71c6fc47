//! `base/`, `mesh/` and `clusters/`: bases as they are, what all clusters share, and an overlay for each
//! cluster.
//!
//! An overlay names nothing outside of itself but folders, so that every kustomize builds it under its
//! default load restrictions. Merge patches go without a target: one that finds no object then fails the
//! build instead of doing nothing; JSON patches need a target, and a rule has found its object. What a
//! cluster on a chart runs beside it stands in `clusters/<cluster>/beside`. Peers that are in values for
//! several clusters are the one exception: they are a file in `mesh/`, and overlays say what that needs.

use super::{
    BESIDE, WITHOUT_RESTRICTIONS, changes_beside, has_beside, helm_chart_config, insert, peers, peers_file, sops,
};
use crate::manifest::Base;
use crate::plan::{Change, Chart, Cluster, Object, PEERS, Patch, Plan, Shared, Target};
use crate::tree::Tree;
use crate::yaml::{self, Filling, Map, Value, json};
use std::rc::Rc;

/// Writes all three.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    for base in plan.bases() {
        emit_base(base, tree);
    }
    for shared in &plan.shared {
        let folder = shared_folder(shared);
        let resources = emit_objects(&folder, &shared.objects, tree);
        insert(tree, &format!("{folder}/kustomization.yaml"), &kustomization(None, resources, Vec::new()));
    }
    peers::emit(plan, tree);
    for cluster in &plan.clusters {
        emit_cluster(plan, cluster, tree);
    }
}

/// The folder of objects that several clusters run.
fn shared_folder(shared: &Shared) -> String {
    if shared.name.is_empty() { "mesh".to_string() } else { format!("mesh/{}", shared.name) }
}

fn emit_base(base: &Base, tree: &mut Tree) {
    let folder = format!("base/{}", base.name);
    for file in &base.files {
        // After meshc's header a byte order mark would be text.
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
        insert(tree, &format!("{folder}/{}", file.path), text);
    }
    let resources = base.files.iter().map(|file| file.path.clone()).collect();
    insert(tree, &format!("{folder}/kustomization.yaml"), &kustomization(None, resources, Vec::new()));
}

fn emit_cluster(plan: &Plan, cluster: &Cluster, tree: &mut Tree) {
    let folder = format!("clusters/{}", cluster.name);
    let base = cluster.base().map(|base| format!("../../base/{}", base.name));
    let (of_beside, of_overlay) = changes_beside(plan, cluster);
    let mut resources: Vec<String> = base.into_iter().collect();
    if !has_beside(plan, cluster) {
        resources.extend(emit_added(plan, cluster, &folder, tree));
    } else {
        // A folder of its own, for users who render the chart by other means.
        let beside = format!("{folder}/{BESIDE}");
        let added = emit_added(plan, cluster, &beside, tree);
        let patches = of_beside.into_iter().map(|change| emit_change(&beside, change, tree)).collect();
        insert(tree, &format!("{beside}/kustomization.yaml"), &kustomization(None, added, patches));
        resources.push(BESIDE.to_string());
    }
    let patches = of_overlay.into_iter().map(|change| emit_change(&folder, change, tree)).collect();
    resources.extend(helm_chart_config::emit(&folder, cluster, tree));
    let peers = cluster.applied_chart().and_then(|chart| peers_file(plan, chart));
    let chart = cluster.applied_chart().map(|chart| emit_chart(&folder, (cluster, chart), peers.as_deref(), tree));
    let charts = chart.map(|chart| ("helmCharts", Value::Array(vec![chart])));
    let note = peers.map(|file| {
        format!("# Reads {file}, so it is built by `kustomize build --enable-helm {WITHOUT_RESTRICTIONS}`, of kustomize 5.\n")
    });
    let text = cluster.record.line() + &note.unwrap_or_default() + &kustomization(charts, resources, patches);
    insert(tree, &format!("{folder}/kustomization.yaml"), &text);
}

/// Writes what the mesh adds to a cluster into a folder, and returns its files and folders.
fn emit_added(plan: &Plan, cluster: &Cluster, folder: &str, tree: &mut Tree) -> Vec<String> {
    let up = "../".repeat(folder.split('/').count());
    let shared = cluster.shares.iter().filter_map(|index| plan.shared.get(*index));
    let mut resources: Vec<String> = shared.map(|shared| format!("{up}{}", shared_folder(shared))).collect();
    resources.extend(emit_objects(folder, &cluster.objects, tree));
    resources.extend(cluster.encrypted.iter().map(|encrypted| sops::file(encrypted)));
    resources
}

/// Writes the values of a chart, and returns how kustomize renders it (`--enable-helm`).
fn emit_chart(folder: &str, (cluster, chart): (&Cluster, &Chart), peers: Option<&str>, tree: &mut Tree) -> Value {
    let note = peers.map(|file| peers::note(file, &cluster.name)).unwrap_or_default();
    let text = yaml::write_with(&chart.own_values(), Filling::of(PEERS, &chart.written_peers()));
    insert(tree, &format!("{folder}/values.yaml"), &(note + &text));
    let mut rendered = json!({
        "name": "cilium",
        "repo": chart.repository(),
        "version": chart.version,
        "releaseName": "cilium",
        "namespace": chart.namespace,
    });
    if let (Some(rendered), Value::Object(files)) = (rendered.as_object_mut(), peers::fields(peers)) {
        rendered.extend(files);
    }
    rendered
}

/// Writes objects into a folder, one to a file, and returns the files.
fn emit_objects(folder: &str, objects: &[Rc<Object>], tree: &mut Tree) -> Vec<String> {
    let mut files = Vec::new();
    for object in objects {
        let notes: String = object.notes.iter().map(|note| format!("# {note}\n")).collect();
        let file = format!("{}.yaml", object.name);
        insert(tree, &format!("{folder}/{file}"), &format!("{notes}{}", yaml::write(&object.value)));
        files.push(file);
    }
    files
}

fn emit_change(folder: &str, change: &Change, tree: &mut Tree) -> Value {
    let file = format!("{}.yaml", change.name);
    let path = format!("{folder}/{file}");
    match &change.patch {
        Patch::Merge(value) => {
            insert(tree, &path, &yaml::write(value));
            json!({ "path": file })
        }
        Patch::Json(target, operations) => {
            insert(tree, &path, &yaml::write(&Value::Array(operations.clone())));
            json!({ "path": file, "target": selector(target) })
        }
    }
}

/// The target as kustomize selects it: names and namespaces are regular expressions there.
pub fn selector(target: &Target) -> Value {
    let mut fields = Map::new();
    for (field, value) in [("group", target.group()), ("kind", target.kind.as_str())] {
        if !value.is_empty() {
            fields.insert(field.to_string(), value.into());
        }
    }
    for (field, value) in [("name", &target.name), ("namespace", &target.namespace)] {
        if !value.is_empty() {
            fields.insert(field.to_string(), value.replace('.', "\\.").into());
        }
    }
    Value::Object(fields)
}

/// A kustomization.
pub fn kustomization(charts: Option<(&str, Value)>, resources: Vec<String>, patches: Vec<Value>) -> String {
    let mut fields = Map::new();
    fields.insert("apiVersion".to_string(), "kustomize.config.k8s.io/v1beta1".into());
    fields.insert("kind".to_string(), "Kustomization".into());
    fields.extend(charts.map(|(name, charts)| (name.to_string(), charts)));
    if !resources.is_empty() || fields.len() == 2 {
        fields.insert("resources".to_string(), json!(resources));
    }
    if !patches.is_empty() {
        fields.insert("patches".to_string(), Value::Array(patches));
    }
    yaml::write(&Value::Object(fields))
}
