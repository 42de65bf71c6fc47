//! Mesh to Plan: what each cluster will run, settled. The only place that asks which control plane a cluster
//! has.
//!
//! `etcd` settles what a cluster of 1.2 to 1.4 runs, `apiserver` what one of a release with
//! clustermesh-apiserver does. `kops` changes the specs of clusters that kops makes, `delivery` gathers what
//! the tool that applies the output must know. What both planes change in a base they change through
//! `targets` and `agents`.

mod agents;
mod apiserver;
mod credentials;
mod delivery;
mod entries;
mod etcd;
mod kops;
mod record;
mod share;
mod targets;
mod workload;

use crate::model::{self, Mesh};
use crate::plan::{Author, Change, Cluster, Foundation, Object, Patch, Plan, Target};
use crate::release::Plane;
use crate::yaml::{Value, json};
use std::rc::Rc;

/// Settles what every cluster runs. Total: of what is broken or missing in the mesh it leaves out what
/// follows from it.
pub fn resolve(mesh: &Mesh) -> Plan {
    let context = Context::of(mesh);
    let mut clusters: Vec<Cluster> = mesh.clusters.iter().map(|cluster| context.settle(cluster)).collect();
    Plan {
        name: mesh.name.clone(),
        sops: credentials::sops(mesh, &clusters),
        shared: share::share(&mut clusters),
        peers: share::peers(mesh, &mut clusters),
        clusters,
        generated: delivery::generated(mesh),
        deliveries: Rc::clone(&mesh.deliveries),
        ..Plan::default()
    }
}

/// What clusters have in common, made once.
struct Context<'m> {
    mesh: &'m Mesh,
    etcd: etcd::Secrets,
    apiserver: apiserver::Context,
    brought: credentials::Brought,
    namespace: Option<Rc<Object>>,
}

impl<'m> Context<'m> {
    fn of(mesh: &'m Mesh) -> Context<'m> {
        let brought = credentials::Brought::default();
        let (etcd, apiserver) = (etcd::Secrets::of(mesh), apiserver::Context::of(mesh));
        Context { mesh, etcd, apiserver, brought, namespace: namespace(mesh) }
    }

    /// All that a cluster runs.
    fn settle(&self, cluster: &model::Cluster) -> Cluster {
        let base = cluster.manifests();
        let objects = base.map(|base| base.objects.as_slice()).unwrap_or_default();
        let mut settled = self.overlay(cluster, objects);
        settled.name.clone_from(&cluster.name.value);
        if let Some(base) = base {
            settled.foundation = Foundation::Manifests(Rc::clone(base));
        }
        let is_in_base = |own: &Rc<Object>| objects.iter().any(|object| Target::of(object) == Target::of(&own.value));
        settled.objects.extend(self.namespace.clone().filter(|own| !is_in_base(own)));
        settled.changes.extend(patches(self.mesh, cluster, &settled));
        if let Foundation::Chart(chart) = &mut settled.foundation {
            agents::mark_patches(self.mesh, &settled.changes, &mut chart.own);
        }
        settled.kops = kops::documents(cluster);
        settled.record = record::record(self.mesh, cluster, objects, &settled.changes);
        settled.delivery = delivery::of_cluster(self.mesh, cluster);
        settled
    }

    /// What the mesh changes and adds in a cluster.
    fn overlay(&self, cluster: &model::Cluster, base: &[Value]) -> Cluster {
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
            None => Cluster::default(),
        }
    }
}

/// The namespace in which Cilium lives, unless every cluster has it: what is applied before Cilium itself,
/// such as a Secret, needs it too.
fn namespace(mesh: &Mesh) -> Option<Rc<Object>> {
    let value = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": mesh.namespace() } });
    let object = Object { name: "namespace".to_string(), notes: Vec::new(), value };
    (mesh.namespace() != "kube-system").then(|| Rc::new(object))
}

/// What the user changes. The objects of a chart are not known here.
fn patches(mesh: &Mesh, cluster: &model::Cluster, settled: &Cluster) -> Vec<Change> {
    let base = settled.base().into_iter().flat_map(|base| &base.objects);
    let objects: Vec<&Value> = base.chain(settled.objects.iter().map(|object| &object.value)).collect();
    let change = |(index, patch): (usize, &model::Patch)| {
        let targets = patch.targets(objects.iter().copied(), mesh.namespace());
        let target = match targets.first().and_then(|index| objects.get(*index)) {
            Some(object) => Target::of(object),
            None if cluster.is_on_chart() => Target::unseen(&patch.kind.value, &patch.name.value, mesh.namespace()),
            None => return None,
        };
        let name = format!("patch-{}-{}", index + 1, target.plain_kind());
        Some(Change { name, patch: Patch::Json(target, patch.json()), author: Author::User(index) })
    };
    cluster.patches.iter().enumerate().filter_map(change).collect()
}
