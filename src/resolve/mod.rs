//! Checked to Plan: what each cluster will run, settled. The only place that asks which control plane a cluster has.
//!
//! Today every release that meshc serves keeps its state in an etcd; `etcd` says what such a cluster runs. `kops` changes
//! the specs of clusters that kops makes.

mod etcd;
mod kops;
mod substitution;

use crate::model::{Cluster, Mesh};
use crate::plan::{self, Base, Change, Object, Patch, Plan, Target};
use crate::rules::{Checked, Runs};
use crate::yaml::Value;
use std::rc::Rc;

/// Settles what every cluster runs.
pub fn resolve(checked: &Checked) -> Plan {
    let mesh = checked.mesh();
    let bases: Vec<_> = mesh.bases.iter().map(base).collect();
    let secrets = etcd::Secrets::of(mesh);
    let holders: Vec<_> = bases.iter().map(|base| substitution::holders(&base.objects)).collect();
    let mut clusters = Vec::new();
    for cluster in mesh.clusters.iter().filter(|cluster| cluster.release().is_some()) {
        let Some(index) = cluster.base else { continue };
        let objects = bases.get(index).map(|base| base.objects.as_slice()).unwrap_or_default();
        let mut overlay = overlay(mesh, cluster, objects, &secrets);
        let of_base = holders.get(index).map(Vec::as_slice).unwrap_or_default();
        overlay.changes.extend(substitution::guards(of_base, &overlay));
        overlay.base = index;
        overlay.kops = kops::documents(cluster);
        clusters.push(overlay);
    }
    Plan { bases, shared: share(&mut clusters), clusters }
}

/// What each cluster would run without the user's patches. Total, so that rules may ask of a mesh with errors.
pub fn preview(mesh: &Mesh) -> Runs<'_> {
    let secrets = etcd::Secrets::of(mesh);
    Box::new(move |cluster| {
        let base = cluster.base.and_then(|index| mesh.bases.get(index));
        let mut objects: Vec<Value> = base.into_iter().flat_map(|base| base.objects()).cloned().collect();
        let overlay = etcd::overlay(mesh, cluster, &objects, &secrets);
        objects.extend(overlay.objects.iter().map(|object| object.value.clone()));
        plan::apply(&mut objects, &overlay.changes);
        objects
    })
}

fn base(base: &crate::model::manifest::Base) -> Base {
    // Behind meshc's header a byte order mark would be text.
    let plain = |text: &str| text.strip_prefix('\u{feff}').unwrap_or(text).to_string();
    Base {
        name: base.name.clone(),
        files: base.files.iter().map(|file| (file.path.clone(), plain(&file.text))).collect(),
        objects: base.objects().cloned().collect(),
    }
}

/// What the mesh changes and adds, and then what the user does.
fn overlay(mesh: &Mesh, cluster: &Cluster, base: &[Value], secrets: &etcd::Secrets) -> plan::Cluster {
    let mut overlay = etcd::overlay(mesh, cluster, base, secrets);
    let objects: Vec<&Value> = base.iter().chain(overlay.objects.iter().map(|object| &object.value)).collect();
    let mut changes = Vec::new();
    for (index, patch) in cluster.patches.iter().enumerate() {
        let targets = patch.targets(objects.iter().copied(), &mesh.namespace);
        let Some(target) = targets.first().and_then(|index| objects.get(*index)) else { continue };
        let name = format!("patch-{}-{}", index + 1, plain(&patch.kind.value));
        changes.push(Change { name, patch: Patch::Json(Target::of(target), patch.json()) });
    }
    overlay.changes.extend(changes);
    overlay
}

/// A kind as a part of a file's name.
fn plain(kind: &str) -> String {
    kind.chars().filter(char::is_ascii_alphanumeric).take(40).map(|c| c.to_ascii_lowercase()).collect()
}

/// Takes the objects that every cluster has out of the clusters: they are written once.
fn share(clusters: &mut [plan::Cluster]) -> Vec<Rc<Object>> {
    let Some((first, rest)) = clusters.split_first() else { return Vec::new() };
    let same = |one: &Rc<Object>, other: &Rc<Object>| Rc::ptr_eq(one, other) || one == other;
    let everywhere =
        |object: &&Rc<Object>| rest.iter().all(|other| other.objects.iter().any(|mine| same(mine, object)));
    let shared: Vec<_> = first.objects.iter().filter(everywhere).cloned().collect();
    for cluster in clusters {
        cluster.objects.retain(|object| !shared.iter().any(|shared| same(shared, object)));
        cluster.shares = !shared.is_empty();
    }
    shared
}
