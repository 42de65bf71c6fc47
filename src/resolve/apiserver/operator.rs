//! The operator: the mark by which it restarts, and, where it reads peers itself, the volume with their
//! entries, the variable that names it, and rights (`cilium-operator/deployment.yaml` and `clusterrole.yaml`
//! of the charts).

use super::super::agents::pending_mark;
use super::super::workload::Workload;
use super::hosts::{self, Reaches};
use super::{bundle, kvstore, roles};
use crate::manifest::find;
use crate::model::{Cluster, Mesh};
use crate::plan::Change;
use crate::release::certificates::{LOCAL, REMOTE};
use crate::release::{Access, MESH_FOLDER, Modern};
use crate::settings;
use crate::yaml::{Map, Value, items, json, text};

/// The changes of the operator and of what it and clustermesh-apiserver may do.
pub fn changes(mesh: &Mesh, cluster: &Cluster, base: &[Value]) -> Vec<Change> {
    let Some((release, modern)) = cluster.release().zip(cluster.modern()) else { return Vec::new() };
    let current = find(base, "Deployment", "cilium-operator", mesh.namespace()).and_then(Workload::of);
    let mut changes = current.map(|operator| of_pods(mesh, cluster, modern, operator)).unwrap_or_default();
    let features = settings::features(mesh, cluster);
    changes.extend(ROLES.iter().filter_map(|role| of_role(base, role, &release.access(role, &features))));
    changes
}

/// The ClusterRoles that features need more of.
const ROLES: &[&str] = &["cilium-operator", "clustermesh-apiserver"];

fn of_role(base: &[Value], role: &str, access: &[Access<'_>]) -> Option<Change> {
    roles::allow(&format!("{role}-role"), find(base, "ClusterRole", role, "")?, access)
}

fn of_pods(mesh: &Mesh, cluster: &Cluster, modern: &Modern, mut operator: Workload<'_>) -> Vec<Change> {
    operator.mark(pending_mark(mesh));
    bundle::trust(mesh, &mut operator);
    let (volumes, mounts) = kvstore::mounts(mesh, cluster);
    operator.mount("cilium-operator", volumes, mounts);
    if !settings::features(mesh, cluster).is_empty() {
        let reaches = if mesh.caches(cluster) { Reaches::Nobody } else { Reaches::Peers };
        hosts::alias(mesh, cluster, &mut operator, reaches);
        mount(mesh, modern, &mut operator);
    }
    operator.changes("cilium-operator")
}

/// Gives the operator what it lacks of the entries.
fn mount(mesh: &Mesh, modern: &Modern, operator: &mut Workload<'_>) {
    if !operator.items("volumes").iter().any(|volume| text(volume, "name") == VOLUME) {
        operator.merge("volumes", vec![volume(mesh, modern)]);
    }
    let containers = operator.items("containers");
    let Some(container) = containers.iter().find(|container| text(container, "name") == "cilium-operator") else {
        return;
    };
    let has = |list: &str, name: &str| items(container, list).iter().any(|item| text(item, "name") == name);
    let mut changed = Map::from_iter([("name".to_string(), "cilium-operator".into())]);
    if !has("/env", VARIABLE) {
        changed.insert("env".to_string(), json!([{ "name": VARIABLE, "value": MESH_FOLDER }]));
    }
    if !has("/volumeMounts", VOLUME) {
        let folder = MESH_FOLDER.trim_end_matches('/');
        let mount = json!({ "name": VOLUME, "mountPath": folder, "readOnly": true });
        changed.insert("volumeMounts".to_string(), json!([mount]));
    }
    if changed.len() > 1 {
        operator.merge("containers", vec![Value::Object(changed)]);
    }
}

const VOLUME: &str = "clustermesh-secrets";
const VARIABLE: &str = "CILIUM_CLUSTERMESH_CONFIG";

/// The volume with the entries and the certificates, as agents have it.
fn volume(mesh: &Mesh, modern: &Modern) -> Value {
    let certificate = |name: &str, prefix: &str| {
        let file = |key: &str, end: &str| json!({ "key": key, "path": format!("{prefix}-etcd-client{end}") });
        let items = [file("tls.key", ".key"), file("tls.crt", ".crt"), file("ca.crt", "-ca.crt")];
        json!({ "secret": { "name": name, "optional": true, "items": items } })
    };
    let mut sources =
        vec![json!({ "secret": { "name": "cilium-clustermesh", "optional": true } }), certificate(REMOTE, "common")];
    if modern.has_local_certificate {
        sources.push(certificate(LOCAL, "local"));
    }
    if let Some(name) = mesh.trust_bundle.value() {
        sources = bundle::sources(&sources, &name.value);
    }
    // 0400, as in the agents' own.
    json!({ "name": VOLUME, "projected": { "defaultMode": 256, "sources": sources } })
}
