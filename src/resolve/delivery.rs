//! What the tool that applies the output must know.

use super::apiserver::by_hook;
use crate::model::{CA_SECRET, Cluster, Mesh, Method};
use crate::plan::{Delivery, Target};

/// What it must know about one cluster.
pub fn of_cluster(mesh: &Mesh, cluster: &Cluster) -> Delivery {
    let workload = |kind: &str, name: &str| Target::unseen(kind, name, &mesh.namespace);
    let server = cluster.apiserver.get().filter(|_| cluster.modern().is_some());
    let waits_for_hook = server.is_some() && cluster.modern().is_some_and(|modern| by_hook(mesh, modern));
    Delivery {
        context: cluster.destination().value.clone(),
        namespace: mesh.namespace.clone(),
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
    let mut names: Vec<&str> = if has_some { CERTIFICATES.to_vec() } else { Vec::new() };
    if has_some && mesh.certificates.ca() != CA_SECRET {
        names.insert(1, mesh.certificates.ca());
    }
    names.into_iter().map(|name| Target::unseen("Secret", name, &mesh.namespace)).collect()
}

/// `templates/clustermesh-apiserver/tls-*` and `templates/hubble/tls-*` of the charts 1.14 to 1.20.
const CERTIFICATES: &[&str] = &[
    CA_SECRET,
    "clustermesh-apiserver-admin-cert",
    "clustermesh-apiserver-client-cert",
    "clustermesh-apiserver-local-cert",
    "clustermesh-apiserver-remote-cert",
    "clustermesh-apiserver-server-cert",
    "hubble-metrics-server-certs",
    "hubble-relay-client-certs",
    "hubble-relay-server-certs",
    "hubble-server-certs",
    "hubble-ui-client-certs",
];
