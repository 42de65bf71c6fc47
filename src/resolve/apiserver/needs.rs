//! What the changes of a cluster need in its base (`cilium-agent/daemonset.yaml`,
//! `clustermesh-apiserver/deployment.yaml` of the charts). What a base lacks is not changed, and a rule
//! refuses the base.

use crate::model::{Cluster, Mesh};
use crate::plan::{Need, NeededVolume};
use crate::release::certificates::{LOCAL, REMOTE};
use crate::release::{CONFIG, Modern};
use crate::settings;

const APISERVER: &str = "clustermesh.useAPIServer=true";
const KVSTOREMESH: &str = "clustermesh.apiserver.kvstoremesh.enabled=true";
const OPERATOR: &str = "operator.enabled=true";
const ETCD: &str = "etcd.enabled=true";
/// What the charts render whatever their values.
const ALWAYS: &str = "";

/// What a cluster needs.
pub fn needs(mesh: &Mesh, cluster: &Cluster, modern: &Modern) -> Vec<Need> {
    let mut needs = vec![object("ConfigMap", CONFIG, ALWAYS), agents(cluster, modern)];
    if cluster.apiserver.get().is_some() {
        needs.push(apiserver(mesh, cluster));
        // In kvstore mode the cluster's own etcd holds its state.
        needs.extend((!cluster.is_kvstore()).then(|| object("Service", "clustermesh-apiserver", APISERVER)));
    }
    let reads_peers = !settings::features(mesh, cluster).is_empty();
    if reads_peers || cluster.is_kvstore() {
        let mut operator = object("Deployment", "cilium-operator", OPERATOR);
        operator.volumes.extend(cluster.is_kvstore().then(etcd_config));
        needs.push(operator);
    }
    needs.extend(reads_peers.then(|| object("ClusterRole", "cilium-operator", OPERATOR)));
    needs
}

fn object(kind: &'static str, name: &'static str, values: &'static str) -> Need {
    Need { kind, name, values, containers: Vec::new(), volumes: Vec::new() }
}

fn volume(name: &'static str, secrets: Vec<&'static str>, values: &'static str) -> NeededVolume {
    NeededVolume { name, secrets, values, container: None }
}

/// The volume through which agents and operator see how their etcd is reached.
fn etcd_config() -> NeededVolume {
    volume("etcd-config-path", Vec::new(), ETCD)
}

fn agents(cluster: &Cluster, modern: &Modern) -> Need {
    let mut agents = object("DaemonSet", "cilium", ALWAYS);
    let mut secrets = vec!["cilium-clustermesh"];
    if cluster.apiserver.get().is_some() {
        secrets.push(REMOTE);
        secrets.extend(modern.has_local_certificate.then_some(LOCAL));
    }
    agents.containers.push(("cilium-agent", ALWAYS));
    agents.volumes.push(volume("clustermesh-secrets", secrets, ALWAYS));
    agents.volumes.extend(cluster.is_kvstore().then(etcd_config));
    agents
}

fn apiserver(mesh: &Mesh, cluster: &Cluster) -> Need {
    let mut apiserver = object("Deployment", "clustermesh-apiserver", APISERVER);
    // In kvstore mode the pod may be KVStoreMesh alone.
    if !cluster.is_kvstore() {
        apiserver.containers.extend([("etcd", APISERVER), ("apiserver", APISERVER)]);
    }
    if mesh.caches(cluster) {
        let of_peers = volume("kvstoremesh-secrets", vec!["cilium-kvstoremesh", REMOTE], KVSTOREMESH);
        apiserver.containers.push(("kvstoremesh", KVSTOREMESH));
        apiserver.volumes.push(NeededVolume { container: Some("kvstoremesh"), ..of_peers });
    }
    apiserver
}
