//! The peers of a cluster, as the chart takes them: a list up to 1.18, a map by name from 1.19 on.
//!
//! The chart makes the Secrets `cilium-clustermesh` and `cilium-kvstoremesh` of them
//! (`clustermesh-config/_helpers.tpl`): with `ips` it gives them the host `<name>.<domain>`, without it
//! connects to `address`. A port must be set: it has none itself.
//!
//! Where clusters share the file with their peers, each has its own entry among them, which the chart writes
//! like any other: into the Secrets, where it is ignored, into `clustermesh-remote-users`, where from 1.16 on
//! the cluster's own KVStoreMesh is a user too, and as an alias of its own name (`hostAliases`).

use super::super::entry;
use crate::model::{Cluster, Foundation, Mesh, PeerValues};
use crate::plan::{Peer, Peers};
use crate::release::{Modern, PeerShape};
use crate::yaml::{Map, Value, json};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How each cluster is reached, made once for all its peers; in the order of the mesh file.
#[derive(Debug)]
pub struct All {
    peers: Rc<Vec<Rc<Peer>>>,
    /// Whether every cluster connects to every other.
    is_full: bool,
}

impl All {
    /// How the clusters of a mesh are reached.
    pub fn of(mesh: &Mesh) -> All {
        let mut readers = mesh.clusters.iter().filter_map(Cluster::modern);
        // Entries with hosts are the longest.
        let longest = readers.clone().find(|modern| modern.entries_carry_hosts).or_else(|| readers.next());
        let peer = |peer: &Cluster| {
            let entry = longest.map_or(0, |reader| entry::direct(mesh, peer, reader).len());
            Some(Rc::new(Peer::new(peer.name.value.clone(), fields(peer)?, entry)))
        };
        All { peers: Rc::new(mesh.clusters.iter().filter_map(peer).collect()), is_full: mesh.is_full() }
    }

    /// The peers of a cluster: of a full mesh one list for all clusters.
    pub fn of_cluster(&self, mesh: &Mesh, cluster: &Cluster) -> Peers {
        // What a HelmChartConfig holds is all that the distribution's chart is given.
        let is_alone = matches!(cluster.base, Foundation::HelmChartConfig(_));
        let is_shared = !is_alone && mesh.peer_values.get() == Some(&PeerValues::Shared);
        let itself = (!is_shared).then(|| cluster.name.value.clone());
        if self.is_full {
            return Peers { itself, all: Rc::clone(&self.peers) };
        }
        let peers = mesh.peers(cluster).into_iter().chain(is_shared.then_some(cluster));
        let names: BTreeSet<&str> = peers.map(|peer| peer.name.value.as_str()).collect();
        let peers = self.peers.iter().filter(|peer| names.contains(peer.name.as_str()));
        Peers { itself, all: Rc::new(peers.map(Rc::clone).collect()) }
    }
}

/// The empty value of the shape in which the chart takes peers.
pub fn place(modern: &Modern) -> Value {
    match modern.peers {
        PeerShape::List => json!([]),
        PeerShape::Map => json!({}),
    }
}

/// How a cluster is reached. One in kvstore mode has an etcd instead, which the chart's values cannot name,
/// and the address of another is not known yet: they have no entry here.
fn fields(peer: &Cluster) -> Option<Map<String, Value>> {
    let apiserver = peer.apiserver.get().filter(|_| !peer.is_kvstore() && !peer.is_pending())?;
    let mut fields = Map::new();
    match apiserver.address.value() {
        Some(address) if apiserver.ips.is_empty() => fields.insert("address".to_string(), address.value.clone().into()),
        _ => {
            let ips: Vec<String> = apiserver.ips.iter().map(|ip| ip.value.to_string()).collect();
            fields.insert("ips".to_string(), ips.into())
        }
    };
    fields.insert("port".to_string(), apiserver.peer_port().into());
    Some(fields)
}
