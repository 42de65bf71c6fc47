//! What the mesh's changes need in a base for releases with clustermesh-apiserver, and what the base lacks of
//! it.

use crate::facts::bases::{Used, at, object};
use crate::facts::objects::title;
use crate::manifest::pod::named;
use crate::manifest::{Identity, identity};
use crate::model::{Cluster, Mesh};
use crate::source::{Said, Span};
use crate::yaml::Value;

/// Something that a base lacks.
#[derive(Debug)]
pub struct Lack {
    /// What it is, for a sentence.
    pub what: String,
    /// The place of the object that it should be in.
    pub holder: Option<Span>,
    /// The values with which the chart renders it.
    pub values: &'static str,
    /// The place and the namespace of an object of that name elsewhere.
    pub astray: Option<(Span, String)>,
}

/// An object that must exist, and what must be in it.
#[derive(Debug, PartialEq, Eq)]
struct Need {
    kind: &'static str,
    name: &'static str,
    values: &'static str,
    containers: Vec<(&'static str, &'static str)>,
    volumes: Vec<(&'static str, Vec<&'static str>, &'static str)>,
}

const APISERVER: &str = "clustermesh.useAPIServer=true";
const KVSTOREMESH: &str = "clustermesh.apiserver.kvstoremesh.enabled=true";
/// The volume through which agents and operator see how their etcd is reached.
const ETCD_CONFIG: &str = "etcd-config-path";
const ETCD: &str = "etcd.enabled=true";
/// What the charts render whatever their values.
const ALWAYS: &str = "";
/// The certificates with which peers, and agents themselves, are known to clustermesh-apiserver.
const REMOTE: &str = "clustermesh-apiserver-remote-cert";
const LOCAL: &str = "clustermesh-apiserver-local-cert";

/// What the clusters need in their base and it has not, each once.
pub fn lacking(mesh: &Mesh, used: &Used<'_>, clusters: &[&Cluster]) -> Vec<Lack> {
    let mut needed: Vec<Need> = Vec::new();
    for need in clusters.iter().flat_map(|cluster| needs(mesh, cluster)) {
        if !needed.contains(&need) {
            needed.push(need);
        }
    }
    let mut lacking: Vec<Lack> = Vec::new();
    for lack in needed.iter().flat_map(|need| lacks(mesh, used, need)) {
        if !lacking.iter().any(|known| known.what == lack.what) {
            lacking.push(lack);
        }
    }
    lacking
}

/// What a cluster needs (`cilium-agent/daemonset.yaml`, `clustermesh-apiserver/deployment.yaml` of the
/// charts).
fn needs(mesh: &Mesh, cluster: &Cluster) -> Vec<Need> {
    let Some(modern) = cluster.modern() else { return Vec::new() };
    let need = |kind, name, values| Need { kind, name, values, containers: Vec::new(), volumes: Vec::new() };
    let has_apiserver = cluster.apiserver.get().is_some();
    let mut secrets = vec!["cilium-clustermesh"];
    if has_apiserver {
        secrets.push(REMOTE);
        secrets.extend(modern.has_local_certificate.then_some(LOCAL));
    }
    let mut agent = need("DaemonSet", "cilium", ALWAYS);
    agent.containers.push(("cilium-agent", ALWAYS));
    agent.volumes.push(("clustermesh-secrets", secrets, ALWAYS));
    let mut operator = need("Deployment", "cilium-operator", "operator.enabled=true");
    if cluster.is_kvstore() {
        agent.volumes.push((ETCD_CONFIG, Vec::new(), ETCD));
        operator.volumes.push((ETCD_CONFIG, Vec::new(), ETCD));
    }
    let mut needs = vec![need("ConfigMap", "cilium-config", ALWAYS), agent];
    if has_apiserver {
        let mut apiserver = need("Deployment", "clustermesh-apiserver", APISERVER);
        // In kvstore mode the cluster's own etcd holds its state, and the pod may be KVStoreMesh alone.
        if !cluster.is_kvstore() {
            apiserver.containers.extend([("etcd", APISERVER), ("apiserver", APISERVER)]);
            needs.push(need("Service", "clustermesh-apiserver", APISERVER));
        }
        if mesh.caches(cluster) {
            apiserver.containers.push(("kvstoremesh", KVSTOREMESH));
            apiserver.volumes.push(("kvstoremesh-secrets", vec!["cilium-kvstoremesh", REMOTE], KVSTOREMESH));
        }
        needs.insert(2, apiserver);
    }
    let is_on = |stated: &Said<bool>| stated.get() == Some(&true);
    let reads_peers = is_on(&mesh.endpoint_slice_sync) || is_on(&mesh.mcs_api);
    if reads_peers || cluster.is_kvstore() {
        needs.push(operator);
    }
    needs.extend(reads_peers.then(|| need("ClusterRole", "cilium-operator", "operator.enabled=true")));
    needs
}

/// What the base lacks of it. Where an object is missing, its parts are not reported.
fn lacks(mesh: &Mesh, used: &Used<'_>, need: &Need) -> Vec<Lack> {
    let wanted = Identity { group: "", kind: need.kind, namespace: "", name: need.name };
    let Some(current) = object(mesh, used.base, need.kind, need.name) else {
        let alike = |id: Option<Identity<'_>>| id.is_some_and(|id| (id.kind, id.name) == (need.kind, need.name));
        let astray = used.base.objects.iter().find(|object| alike(identity(object)));
        let place = |object| (at(used.base, object, "/metadata/name"), namespace(object));
        let what = title(&wanted);
        return vec![Lack { what, holder: None, values: need.values, astray: astray.map(place) }];
    };
    let holder = Some(at(used.base, current, "/metadata/name"));
    let part =
        |what: String, values| Lack { what: format!("{what} in {}", title(&wanted)), holder, values, astray: None };
    let mut lacking = Vec::new();
    let mut is_whole = true;
    for (name, values) in &need.containers {
        if named(current, "containers", name).is_none() {
            is_whole = is_whole && *values != KVSTOREMESH;
            lacking.push(part(format!("container `{name}`"), *values));
        }
    }
    for (name, secrets, values) in &need.volumes {
        match named(current, "volumes", name) {
            // Where the container is missing, its volume is too.
            None if *values == KVSTOREMESH && !is_whole => {}
            None => lacking.push(part(format!("volume `{name}`"), *values)),
            Some((_, volume)) => {
                let missing = secrets.iter().filter(|secret| !holds(volume, secret));
                lacking.extend(missing.map(|secret| part(format!("Secret `{secret}` in volume `{name}`"), *values)));
            }
        }
    }
    lacking
}

/// Whether a projected volume contains a Secret.
fn holds(volume: &Value, secret: &str) -> bool {
    let sources = volume.pointer("/projected/sources").and_then(Value::as_array).into_iter().flatten();
    sources.filter_map(|source| source.pointer("/secret/name")?.as_str()).any(|name| name == secret)
}

fn namespace(object: &Value) -> String {
    identity(object).map(|id| id.namespace.to_string()).unwrap_or_default()
}
