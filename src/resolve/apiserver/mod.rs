//! Clusters of releases with clustermesh-apiserver: 1.14 to 1.20.
//!
//! On the Helm chart such a cluster is a file of values; on manifests that the user has rendered it is the mesh's Secrets and
//! changes of what the base holds. Both say the same of the same peers.

mod entry;
mod secrets;
mod values;

use crate::model::{Cluster, Mesh};
use crate::plan::{self, Chart};
use crate::yaml::Value;

/// What clusters have in common, made once.
#[derive(Debug)]
pub struct Context {
    shared: secrets::Shared,
    peers: values::Peers,
}

impl Context {
    /// What the clusters of a mesh have in common.
    pub fn of(mesh: &Mesh) -> Context {
        Context { shared: secrets::Shared::of(mesh), peers: values::Peers::of_mesh(mesh) }
    }
}

/// The objects and changes of one cluster on its base, or the values of its chart.
pub fn overlay(mesh: &Mesh, cluster: &Cluster, _base: &[Value], context: &Context) -> plan::Cluster {
    let (Some(modern), Some(version)) = (cluster.modern(), &cluster.version) else { return plan::Cluster::default() };
    let mut overlay = plan::Cluster { name: cluster.name.value.clone(), ..plan::Cluster::default() };
    if cluster.base.is_some() {
        overlay.objects = context.shared.objects(mesh, cluster);
    } else {
        overlay.chart = Some(Chart {
            repository: mesh.chart.as_ref().map(|chart| chart.value.clone()).unwrap_or_default(),
            version: version.value.to_string(),
            namespace: mesh.namespace.clone(),
            values: values::values(mesh, cluster, modern, &context.peers),
        });
    }
    overlay
}
