//! What the tool that applies the output must know.

use super::apiserver::by_hook;
use crate::model::{Cluster, Mesh, Method};
use crate::plan::{Delivery, Target};
use crate::release::certificates;

/// What it must know about one cluster.
pub fn of_cluster(mesh: &Mesh, cluster: &Cluster) -> Delivery {
    let workload = |kind: &str, name: &str| Target::unseen(kind, name, mesh.namespace());
    let server = cluster.apiserver.get().filter(|_| cluster.modern().is_some());
    let waits_for_hook = server.is_some() && cluster.modern().is_some_and(|modern| by_hook(mesh, modern));
    Delivery {
        context: cluster.destination().value.clone(),
        namespace: mesh.namespace().to_string(),
        workloads: std::iter::once(workload("DaemonSet", "cilium"))
            .chain(server.map(|_| workload("Deployment", "clustermesh-apiserver")))
            .collect(),
        is_ready_before_hooks: !waits_for_hook,
        ..Delivery::default()
    }
}

/// The Secrets with certificates that Helm, a CronJob or cert-manager makes.
pub fn generated(mesh: &Mesh) -> Vec<Target> {
    let has_some = mesh.certificates.method() != Method::Provided
        && mesh.clusters.iter().any(|cluster| cluster.modern().is_some());
    let mut names: Vec<&str> = certificates::names().filter(|_| has_some).collect();
    if has_some && mesh.certificates.ca() != certificates::CA {
        names.insert(1, mesh.certificates.ca());
    }
    names.into_iter().map(|name| Target::unseen("Secret", name, mesh.namespace())).collect()
}
