//! The Secret `cilium-clustermesh`: one etcd client configuration for each cluster, under the cluster's name.
//!
//! Agents take the name of the file for the name of the cluster and ignore their own, so that all clusters of
//! a full mesh may have the same Secret (`pkg/clustermesh` of v1.2.2). The configuration is the one of
//! `coreos/etcd/clientv3/yaml`.

use super::super::entries;
use crate::model::{Cluster, Mesh};
use crate::plan::Object;
use crate::yaml::{self, Map, Value, json};

/// The Secret for agents that connect to those clusters and find key material in `folder`.
pub fn secret(mesh: &Mesh, peers: &[&Cluster], folder: &str) -> Object {
    let reachable = peers.iter().filter(|cluster| !cluster.etcd.endpoints.is_empty());
    let entry = |cluster: &&Cluster| (cluster.name.value.clone(), configuration(cluster, folder));
    let mut secret = entries::secret(mesh, "cilium-clustermesh", reachable.map(entry));
    let note = "Each entry opens the whole state of a cluster to whoever holds this Secret and the key material.";
    secret.notes.push(note.to_string());
    secret
}

/// The client configuration for one cluster's etcd, as a file of YAML.
pub fn configuration(cluster: &Cluster, folder: &str) -> String {
    let endpoints: Vec<&str> = cluster.etcd.endpoints.iter().map(|endpoint| endpoint.value.as_str()).collect();
    let mut fields = Map::new();
    fields.insert("endpoints".to_string(), json!(endpoints));
    if let Some(tls) = cluster.etcd.tls.get() {
        for (name, key) in [("ca-file", &tls.ca), ("cert-file", &tls.cert), ("key-file", &tls.key)] {
            if let Some(key) = key.get() {
                fields.insert(name.to_string(), format!("{folder}{key}").into());
            }
        }
    }
    yaml::write(&Value::Object(fields))
}
