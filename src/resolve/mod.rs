//! Checked to Plan: what each cluster will run, settled. The only place that asks which control plane a cluster has.
//!
//! `etcd` says what a cluster of 1.2 to 1.4 runs, `apiserver` what one of a release with clustermesh-apiserver does. `kops`
//! changes the specs of clusters that kops makes, `delivery` says what Flux and Argo CD must know. What both planes
//! change in a base they change through `targets` and
//! `agents`.

mod agents;
mod apiserver;
mod credentials;
mod delivery;
mod entries;
mod etcd;
mod kops;
mod record;
mod share;
mod substitution;
mod targets;
mod workload;

use crate::check::Checked;
use crate::model::{Cluster, Mesh};
use crate::plan::{self, Base, Change, Patch, Plan, Target};
use crate::release::Plane;
use crate::rules::Runs;
use crate::yaml::Value;

/// What clusters have in common, made once.
struct Context<'m> {
    mesh: &'m Mesh,
    etcd: etcd::Secrets,
    apiserver: apiserver::Context,
    brought: credentials::Brought,
}

impl<'m> Context<'m> {
    fn of(mesh: &'m Mesh) -> Context<'m> {
        let brought = credentials::Brought::default();
        Context { mesh, etcd: etcd::Secrets::of(mesh), apiserver: apiserver::Context::of(mesh), brought }
    }

    /// What the mesh changes and adds in a cluster.
    fn overlay(&self, cluster: &Cluster, base: &[Value]) -> plan::Cluster {
        match cluster.release().map(|release| &release.plane) {
            Some(Plane::Etcd(_)) => etcd::overlay(self.mesh, cluster, base, &self.etcd),
            Some(Plane::Apiserver(_)) => {
                let mut overlay = apiserver::overlay(self.mesh, cluster, base, &self.apiserver);
                if self.mesh.reads_etcds(cluster) {
                    self.etcd.add(self.mesh, cluster, &mut overlay);
                }
                self.brought.add(self.mesh, cluster, &mut overlay);
                overlay
            }
            None => plan::Cluster::default(),
        }
    }
}

/// Settles what every cluster runs.
pub fn resolve(checked: &Checked) -> Plan {
    let mesh = checked.mesh();
    let bases: Vec<_> = mesh.bases.iter().map(base).collect();
    let context = Context::of(mesh);
    let holders: Vec<_> = bases.iter().map(|base| substitution::holders(&base.objects)).collect();
    let mut clusters = Vec::new();
    for cluster in mesh.clusters.iter().filter(|cluster| cluster.release().is_some()) {
        let objects = cluster.base.and_then(|index| bases.get(index)).map(|base| base.objects.as_slice());
        let mut overlay = context.overlay(cluster, objects.unwrap_or_default());
        overlay.changes.extend(patches(mesh, cluster, objects, &overlay));
        overlay.changes.extend(delivery::changes(mesh, objects.unwrap_or_default()));
        let of_base = cluster.base.and_then(|index| holders.get(index)).map(Vec::as_slice).unwrap_or_default();
        overlay.changes.extend(substitution::guards(of_base, &overlay));
        if let Some(chart) = &mut overlay.chart {
            agents::mark_patches(mesh, &overlay.changes, &mut chart.values);
        }
        overlay.base = cluster.base;
        overlay.kops = kops::documents(cluster);
        overlay.record = record::record(mesh, cluster, objects.unwrap_or_default(), &overlay.changes);
        overlay.delivery = delivery::of_cluster(mesh, cluster);
        clusters.push(overlay);
    }
    if mesh.argocd.get().is_some() {
        delivery::waves(&mut clusters);
    }
    let sops = credentials::sops(mesh, &clusters);
    Plan {
        bases,
        flux: delivery::flux(mesh, sops.as_ref()),
        sops,
        shared: share::share(&mut clusters),
        clusters,
        generated: delivery::generated(mesh),
        argocd: delivery::argocd(mesh),
    }
}

/// What each cluster would run without the user's patches. Total, so that rules may ask of a mesh with errors.
pub fn preview(mesh: &Mesh) -> Runs<'_> {
    let context = Context::of(mesh);
    Box::new(move |cluster| {
        let base = cluster.base.and_then(|index| mesh.bases.get(index));
        let mut objects: Vec<Value> = base.into_iter().flat_map(|base| base.objects()).cloned().collect();
        let overlay = context.overlay(cluster, &objects);
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

/// What the user changes. The objects of a chart are not known here.
fn patches(mesh: &Mesh, cluster: &Cluster, base: Option<&[Value]>, overlay: &plan::Cluster) -> Vec<Change> {
    let added = overlay.objects.iter().map(|object| &object.value);
    let objects: Vec<&Value> = base.unwrap_or_default().iter().chain(added).collect();
    let change = |(index, patch): (usize, &crate::model::Patch)| {
        let targets = patch.targets(objects.iter().copied(), &mesh.namespace);
        let target = match targets.first().and_then(|index| objects.get(*index)) {
            Some(object) => Target::of(object),
            None if base.is_none() => Target::unseen(&patch.kind.value, &patch.name.value, &mesh.namespace),
            None => return None,
        };
        let name = format!("patch-{}-{}", index + 1, plain(&patch.kind.value));
        Some(Change { name, patch: Patch::Json(target, patch.json()) })
    };
    cluster.patches.iter().enumerate().filter_map(change).collect()
}

/// A kind as a part of a file's name.
fn plain(kind: &str) -> String {
    kind.chars().filter(char::is_ascii_alphanumeric).take(40).map(|c| c.to_ascii_lowercase()).collect()
}
