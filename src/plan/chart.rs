//! A cluster on a Helm chart: its values, and the peers in them, which clusters share.

use crate::yaml::{Map, Value};
use std::rc::Rc;

/// A Helm chart with the values of one cluster.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The repository: the address of an index, or of an OCI registry with `oci://`.
    pub repository: String,
    /// The version of the chart.
    pub version: String,
    /// The namespace into which it is rendered.
    pub namespace: String,
    /// The values without the peers: an empty value is in their place.
    pub own: Value,
    /// The peers.
    pub peers: Peers,
}

/// A cluster as its peers connect to it.
#[derive(Debug)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// How it is reached: fields of the chart, without the name.
    pub fields: Map<String, Value>,
}

/// The peers of a cluster. The list is one for all clusters with the same peers, and may hold the cluster itself.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    /// The name of the cluster itself, which is left out.
    pub itself: String,
    /// The clusters, in the order of the mesh file.
    pub all: Rc<Vec<Rc<Peer>>>,
}

/// Where the peers are in the values.
pub const PEERS: &str = "/clustermesh/config/clusters";

impl Chart {
    /// The values whole, as they are written.
    pub fn values(&self) -> Value {
        let mut values = self.own.clone();
        if let Some(place) = values.pointer_mut(PEERS) {
            *place = match place {
                Value::Array(_) => self.peers.iter().map(Peer::in_list).collect(),
                _ => Value::Object(
                    self.peers.iter().map(|peer| (peer.name.clone(), peer.fields.clone().into())).collect(),
                ),
            };
        }
        values
    }
}

impl Peers {
    /// The peers, without the cluster itself.
    pub fn iter(&self) -> impl Iterator<Item = &Peer> {
        self.all.iter().map(Rc::as_ref).filter(|peer| peer.name != self.itself)
    }
}

impl Peer {
    fn in_list(&self) -> Value {
        let name = std::iter::once(("name".to_string(), self.name.as_str().into()));
        Value::Object(name.chain(self.fields.clone()).collect())
    }
}
