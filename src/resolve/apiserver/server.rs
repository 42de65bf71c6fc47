//! The Deployment of clustermesh-apiserver: the size of the mesh, KVStoreMesh or none, the peers that it
//! reaches, the name of the cluster's own administrator in its etcd.

use super::super::agents::restart_mark;
use super::super::targets::{add, holds, remove, replace};
use super::super::workload::Workload;
use super::hosts::{self, Reaches};
use super::names::in_script;
use super::{bundle, kvstore};
use crate::manifest::find;
use crate::model::{Cluster, Mesh};
use crate::plan::Change;
use crate::release::{Feature, Modern};
use crate::settings;
use crate::yaml::{Value, items, json, text};

/// The changes of the Deployment.
pub fn changes(mesh: &Mesh, cluster: &Cluster, modern: &Modern, base: &[Value]) -> Vec<Change> {
    let current = find(base, "Deployment", "clustermesh-apiserver", mesh.namespace());
    let Some(mut server) = current.and_then(Workload::of) else { return Vec::new() };
    let cached = mesh.caches(cluster);
    let has_mcs = settings::features(mesh, cluster).contains(&Feature::Mcs);
    for (index, container) in server.items("containers").iter().enumerate() {
        let path = server.path(&format!("containers/{index}"));
        let name = text(container, "name");
        if modern.mesh_sizes.len() > 1 && (name == "apiserver" || (name == KVSTOREMESH && cached)) {
            let size = format!("{SIZE}{}", mesh.size());
            server.change(argument(&path, container, SIZE, &size));
        }
        if name == "apiserver" && has_mcs {
            server.change(argument(&path, container, MCS, MCS));
        }
    }
    for (index, container) in server.items("initContainers").iter().enumerate() {
        for (at, script) in items(container, "/args").iter().enumerate() {
            let wanted = script.as_str().map(|script| in_script(script, &cluster.name.value));
            if let Some(wanted) = wanted.filter(|wanted| script.as_str() != Some(wanted)) {
                let path = server.path(&format!("initContainers/{index}/args/{at}"));
                server.change(replace(&path, script, wanted.into()));
            }
        }
    }
    bundle::trust(mesh, &mut server);
    if cached {
        let (volumes, mounts) = kvstore::mounts(mesh, cluster);
        server.mount(KVSTOREMESH, volumes, mounts);
    }
    hosts::alias(mesh, cluster, &mut server, if cached { Reaches::Peers } else { Reaches::Nobody });
    if !cached {
        // After everything that counts the containers from the start.
        for (list, name) in [("containers", KVSTOREMESH), ("volumes", "kvstoremesh-secrets")] {
            take_out(&mut server, list, name);
        }
    }
    let mode = mesh.auth_mode(modern).name();
    let id = cluster.id.get().map(ToString::to_string);
    let starts = json!([cluster.name.value, id, mesh.size().to_string(), mode]);
    server.mark(restart_mark(mesh, &starts.to_string()));
    server.changes("clustermesh-apiserver")
}

const KVSTOREMESH: &str = "kvstoremesh";

/// The arguments, which no ConfigMap gives (`clustermesh-apiserver/deployment.yaml` of the charts).
const SIZE: &str = "--max-connected-clusters=";
const MCS: &str = "--clustermesh-enable-mcs-api";

/// Gives a container an argument instead of the one that begins so, or after all others.
fn argument(path: &str, container: &Value, begins: &str, wanted: &str) -> Vec<Value> {
    let arguments = items(container, "/args");
    let is_it = |argument: &Value| argument.as_str().is_some_and(|argument| argument.starts_with(begins));
    let current = arguments.iter().enumerate().find(|(_, argument)| is_it(argument));
    match current {
        Some((_, current)) if current.as_str() == Some(wanted) => Vec::new(),
        Some((at, current)) => replace(&format!("{path}/args/{at}"), current, wanted.into()).into(),
        None => {
            let name = holds(&format!("{path}/name"), &text(container, "name").into());
            let last = match arguments {
                [] => add(&format!("{path}/args"), json!([wanted])),
                _ => add(&format!("{path}/args/-"), wanted.into()),
            };
            vec![name, last]
        }
    }
}

/// Removes an item of a list by its name.
fn take_out(server: &mut Workload<'_>, list: &str, name: &str) {
    if let Some(index) = server.items(list).iter().position(|item| text(item, "name") == name) {
        let path = server.path(&format!("{list}/{index}"));
        server.change([holds(&format!("{path}/name"), &name.into()), remove(&path)]);
    }
}
