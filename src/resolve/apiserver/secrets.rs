//! What agents, KVStoreMesh and clustermesh-apiserver read about their peers: the Secrets
//! `cilium-clustermesh` and `cilium-kvstoremesh`, and the ConfigMap `clustermesh-remote-users`.
//!
//! In a full mesh every cluster has the entries of all, its own among them, which everyone ignores: so those
//! of one release have the same objects. Otherwise they have exactly the peers, and are the same where these
//! are. A cluster whose address is not known yet has no entry, and is a user all the same: it reads its
//! peers.

use super::super::entries::secret;
use super::super::targets::merge;
use super::entry;
use crate::manifest::find;
use crate::model::{Cluster, Mesh};
use crate::plan::{Change, Object, Target};
use crate::release::{AuthMode, Modern, Release};
use crate::yaml::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The objects that several clusters may have in common: made once for each release, each list of entries,
/// and each side of KVStoreMesh.
#[derive(Debug)]
pub struct Shared {
    /// The entries of each cluster, by its name.
    lists: BTreeMap<String, Rc<List>>,
    made: RefCell<BTreeMap<Key, Vec<Rc<Object>>>>,
}

/// Names of clusters.
type List = BTreeSet<String>;

/// What the objects follow from.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    list: Rc<List>,
    release: &'static Release,
    caches: bool,
    /// The cluster whose own name they contain.
    itself: Option<String>,
}

impl Shared {
    /// What the clusters of a mesh have in common.
    pub fn of(mesh: &Mesh) -> Shared {
        let is_full = mesh.is_full();
        let everyone: Rc<List> = Rc::new(mesh.clusters.iter().map(|cluster| cluster.name.value.clone()).collect());
        let list = |cluster: &Cluster| match is_full {
            true => Rc::clone(&everyone),
            false => Rc::new(mesh.peers(cluster).iter().map(|peer| peer.name.value.clone()).collect()),
        };
        let lists = mesh.clusters.iter().map(|cluster| (cluster.name.value.clone(), list(cluster))).collect();
        Shared { lists, made: RefCell::default() }
    }

    /// The objects of a cluster.
    pub fn objects(&self, mesh: &Mesh, cluster: &Cluster) -> Vec<Rc<Object>> {
        let Some((release, modern)) = cluster.release().zip(cluster.modern()) else { return Vec::new() };
        let Some(list) = self.lists.get(&cluster.name.value) else { return Vec::new() };
        let itself = itself(mesh, cluster, modern).filter(|own| !list.contains(*own)).cloned();
        let key = Key { list: Rc::clone(list), release, caches: mesh.caches(cluster), itself };
        let mut made = self.made.borrow_mut();
        let objects = made.entry(key).or_insert_with(|| {
            let listed: Vec<_> = mesh.clusters.iter().filter(|other| list.contains(&other.name.value)).collect();
            objects(mesh, cluster, modern, &listed).into_iter().map(Rc::new).collect()
        });
        objects.clone()
    }
}

/// What the base has under the name of an object.
pub fn in_base<'b>(object: &Object, base: &'b [Value]) -> Option<&'b Value> {
    let target = Target::of(&object.value);
    find(base, &target.kind, &target.name, &target.namespace)
}

/// The change by which an object of the base has what a wanted one has, and nothing else; none when it has it
/// already.
pub fn exactly(wanted: &Object, current: &Value) -> Option<Change> {
    let fields =
        |object: &Value, field: &str| object.get(field).and_then(Value::as_object).cloned().unwrap_or_default();
    let mut data = fields(&wanted.value, "data");
    let stale: Vec<String> = fields(current, "data").keys().filter(|key| !data.contains_key(*key)).cloned().collect();
    let mut changed = Map::new();
    if current.get("stringData").is_some() {
        changed.insert("stringData".to_string(), Value::Null);
    }
    if fields(current, "data") != data {
        data.extend(stale.into_iter().map(|key| (key, Value::Null)));
        changed.insert("data".to_string(), Value::Object(data));
    }
    merge(&wanted.name, &Target::of(current), changed)
}

fn objects(mesh: &Mesh, cluster: &Cluster, modern: &Modern, peers: &[&Cluster]) -> Vec<Object> {
    let direct = |peer: &&Cluster| (peer.name.value.clone(), entry::direct(mesh, peer, modern));
    let cached = |peer: &&Cluster| (peer.name.value.clone(), entry::cached(mesh, modern));
    let reached = || peers.iter().filter(|peer| !peer.is_pending());
    let mut objects = Vec::new();
    if mesh.caches(cluster) {
        objects.push(secret(mesh, "cilium-clustermesh", reached().map(cached)));
        objects.push(secret(mesh, "cilium-kvstoremesh", reached().map(direct)));
    } else {
        objects.push(secret(mesh, "cilium-clustermesh", reached().map(direct)));
    }
    if cluster.apiserver.get().is_some() && mesh.auth_mode(modern) != AuthMode::Legacy {
        objects.push(users(mesh, cluster, modern, peers));
    }
    objects
}

/// The etcd users that peers are (`clustermesh-apiserver/users-configmap.yaml` of the charts).
fn users(mesh: &Mesh, cluster: &Cluster, modern: &Modern, peers: &[&Cluster]) -> Object {
    let own = itself(mesh, cluster, modern);
    let mut names: Vec<&String> = own.into_iter().chain(peers.iter().map(|peer| &peer.name.value)).collect();
    names.sort();
    names.dedup();
    let users: Vec<Value> =
        names.iter().map(|name| json!({ "name": format!("remote-{name}"), "role": "remote" })).collect();
    let text = crate::yaml::write(&json!({ "users": users }));
    Object {
        name: "clustermesh-remote-users".to_string(),
        notes: Vec::new(),
        value: json!({
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": { "name": "clustermesh-remote-users", "namespace": mesh.namespace() },
            "data": { "users.yaml": text },
        }),
    }
}

/// The name of a cluster whose KVStoreMesh reads its own etcd as if it were a peer.
fn itself<'m>(mesh: &Mesh, cluster: &'m Cluster, modern: &Modern) -> Option<&'m String> {
    let is_user = mesh.auth_mode(modern) != AuthMode::Legacy && mesh.caches(cluster);
    (modern.names_itself && is_user).then_some(&cluster.name.value)
}
