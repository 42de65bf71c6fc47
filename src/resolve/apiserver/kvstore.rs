//! Clusters in kvstore mode, and clusters that read them: identities and endpoints are in an etcd, which
//! agents and peers read.
//!
//! The chart takes one address of a peer and no key material for it, so their entries are written beside it:
//! into the Secrets that it makes of other peers, or as a Secret of our own. Every Secret with key material
//! of an etcd is mounted in a folder of its own, in all that reads entries.

use super::super::targets::merge;
use super::entry::{configuration_of, credentials_folder};
use crate::model::{Cluster, Mesh};
use crate::plan::{Change, Object, Target};
use crate::release::CONFIG;
use crate::yaml::{Map, Value, json};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The values of the chart through which all that reads an etcd has its key material; the peers are left to
/// the Secrets.
pub fn values(mesh: &Mesh, cluster: &Cluster) -> Map<String, Value> {
    let mut values = Map::new();
    let mut set = |key: &str, value: Value| values.insert(key.to_string(), value);
    let (volumes, mounts) = mounts(mesh, cluster);
    if !volumes.is_empty() {
        let both = json!({ "extraVolumes": volumes, "extraVolumeMounts": mounts });
        set("extraVolumes", json!(volumes));
        set("extraVolumeMounts", json!(mounts));
        set("operator", both);
        if mesh.caches(cluster) {
            let kvstoremesh = json!({ "extraVolumeMounts": mounts });
            set("clustermesh", json!({ "apiserver": { "extraVolumes": volumes, "kvstoremesh": kvstoremesh } }));
        }
    }
    values
}

/// Where the chart cannot take the keys of a cluster's own etcd, what its ConfigMap must have instead.
pub fn own_keys(mesh: &Mesh, cluster: &Cluster) -> Option<Change> {
    let is_needed = cluster.is_kvstore() && cluster.etcd.tls.get().is_some() && !cluster.etcd.has_keys_of_chart();
    let data = is_needed.then(|| json!({ "etcd-config": configuration_of(cluster) }))?;
    let target = Target::unseen("ConfigMap", CONFIG, mesh.namespace());
    merge(CONFIG, &target, Map::from_iter([("data".to_string(), data)]))
}

/// What the Secrets that the chart makes of the other peers lack, and the users that it does not know.
pub fn changes(mesh: &Mesh, cluster: &Cluster, wanted: &[Rc<Object>]) -> Vec<Change> {
    let peers = mesh.peers(cluster);
    let of_etcd = |name: &str| peers.iter().any(|peer| peer.is_kvstore() && peer.name.value == name);
    let change = |object: &Rc<Object>| {
        let is_secret = object.value.get("kind").and_then(Value::as_str) == Some("Secret");
        let data = object.value.get("data").and_then(Value::as_object)?;
        // The users of a cluster in kvstore mode are those of its etcd.
        let is_needed = |key: &str| if is_secret { of_etcd(key) } else { !cluster.is_kvstore() };
        let data = data.iter().filter(|(key, _)| is_needed(key)).map(|(key, value)| (key.clone(), value.clone()));
        let data: Map<String, Value> = data.collect();
        let fields = (!data.is_empty()).then(|| Map::from_iter([("data".to_string(), Value::Object(data))]))?;
        merge(&object.name, &Target::of(&object.value), fields)
    };
    wanted.iter().filter_map(change).collect()
}

/// How the agents of a cluster in kvstore mode reach its etcd. Its own key material is where its peers have
/// it too.
pub fn etcd_config(cluster: &Cluster) -> Option<String> {
    cluster.is_kvstore().then(|| configuration_of(cluster))
}

/// The volumes with the key material of the etcds that a cluster reads, its own among them, and where they
/// are mounted.
pub fn mounts(mesh: &Mesh, cluster: &Cluster) -> (Vec<Value>, Vec<Value>) {
    let read = mesh.peers(cluster).into_iter().chain([cluster]).filter(|read| read.is_kvstore());
    let with_keys = read.filter(|read| read.etcd.tls.get().is_some());
    let secrets: BTreeSet<&str> = with_keys.map(|read| read.etcd.credentials.secret.as_str()).collect();
    // Names of Secrets may have dots, names of volumes may not.
    let name = |secret: &str| format!("etcd-credentials-{}", secret.replace('.', "-"));
    let volume = |secret: &&str| {
        let source = json!({ "secretName": secret, "defaultMode": 256, "optional": true });
        json!({ "name": name(secret), "secret": source })
    };
    let mount =
        |secret: &&str| json!({ "name": name(secret), "mountPath": credentials_folder(secret), "readOnly": true });
    (secrets.iter().map(volume).collect(), secrets.iter().map(mount).collect())
}
