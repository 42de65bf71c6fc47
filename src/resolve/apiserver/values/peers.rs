//! The peers of a cluster, as the chart takes them: a list up to 1.18, a map by name from 1.19 on.
//!
//! The chart makes the Secrets `cilium-clustermesh` and `cilium-kvstoremesh` of them (`clustermesh-config/_helpers.tpl`): with
//! `ips` it gives them the host `<name>.<domain>`, without it connects to `address`. A port must be said: it has none itself.

use crate::model::{Cluster, Mesh};
use crate::release::{Modern, PeerShape};
use crate::yaml::{Map, Value, json};
use std::collections::BTreeSet;

/// How each cluster is reached, made once for all its peers; in the order of the mesh file.
#[derive(Debug)]
pub struct Peers(Vec<(String, Map<String, Value>)>);

impl Peers {
    /// How the clusters of a mesh are reached.
    pub fn of_mesh(mesh: &Mesh) -> Peers {
        Peers(mesh.clusters.iter().filter_map(|peer| Some((peer.name.value.clone(), entry(peer)?))).collect())
    }

    /// The peers of a cluster, in the shape that its chart takes.
    pub fn of(&self, mesh: &Mesh, cluster: &Cluster, modern: &Modern) -> Value {
        let own = &cluster.name.value;
        let names =
            |peers: Vec<&Cluster>| peers.into_iter().map(|peer| peer.name.value.clone()).collect::<BTreeSet<_>>();
        let peers = mesh.peering.get().is_some().then(|| names(mesh.peers(cluster)));
        let is_peer = |name: &String| match &peers {
            Some(peers) => peers.contains(name),
            None => name != own,
        };
        let entries = self.0.iter().filter(|(name, _)| is_peer(name));
        match modern.peers {
            PeerShape::List => Value::Array(entries.map(|(name, entry)| named(name, entry)).collect()),
            PeerShape::Map => {
                Value::Object(entries.map(|(name, entry)| (name.clone(), entry.clone().into())).collect())
            }
        }
    }
}

fn named(name: &str, entry: &Map<String, Value>) -> Value {
    let name = std::iter::once(("name".to_string(), name.into()));
    Value::Object(name.chain(entry.clone()).collect())
}

/// How a cluster is reached. One in kvstore mode has an etcd instead, which the chart's values cannot name: it has no entry
/// here.
fn entry(peer: &Cluster) -> Option<Map<String, Value>> {
    let apiserver = peer.apiserver.get().filter(|_| !peer.is_kvstore())?;
    let mut entry = Map::new();
    match apiserver.address.value() {
        Some(address) if apiserver.ips.is_empty() => entry.insert("address".to_string(), address.value.clone().into()),
        _ => {
            let ips: Vec<String> = apiserver.ips.iter().map(|ip| ip.value.to_string()).collect();
            entry.insert("ips".to_string(), json!(ips))
        }
    };
    entry.insert("port".to_string(), apiserver.peer_port().into());
    Some(entry)
}
