//! A cluster on a Helm chart: its values, and the peers in them, which clusters share.

use crate::yaml::{Map, Value};
use std::rc::Rc;

/// A Helm chart with the values of one cluster.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Where it comes from.
    pub source: ChartSource,
    /// The version of the chart.
    pub version: String,
    /// The namespace into which it is rendered.
    pub namespace: String,
    /// The values without the peers: an empty value is in their place.
    pub own: Value,
    /// What the mesh sets of these by itself, where users have values of their own; else null.
    pub ours: Value,
    /// The peers.
    pub peers: Peers,
    /// Where the annotations of the Job are that it runs as a hook of Helm, once everything else is ready: an
    /// empty value is in their place.
    pub hook: Option<&'static str>,
}

/// Where the chart of a cluster comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartSource {
    /// A repository: the address of an index, or of an OCI registry with `oci://`.
    Repository {
        /// Its address.
        address: String,
        /// Whether clusters that state none of their own have it too.
        is_usual: bool,
        /// Whether they have this version of the chart too.
        is_usual_version: bool,
    },
    /// The cluster's distribution installs it, with the values in the HelmChartConfig of that name.
    Distribution {
        /// The name of the HelmChartConfig.
        helm_chart_config: String,
    },
}

/// A cluster as its peers connect to it.
#[derive(Debug)]
pub struct Peer {
    /// Its name.
    pub name: String,
    /// How it is reached: fields of the chart, without the name.
    pub fields: Map<String, Value>,
    /// How many bytes its entry takes at most in the Secret that the chart makes.
    pub entry: usize,
}

/// The peers of a cluster. The list is one for all clusters with the same peers, and may hold the cluster
/// itself.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    /// The name of the cluster itself, which is left out.
    pub itself: String,
    /// The clusters, in the order of the mesh file.
    pub all: Rc<Vec<Rc<Peer>>>,
}

/// Where the peers are in the values.
pub const PEERS: &str = "/clustermesh/config/clusters";

/// Where the annotations of the Job that makes certificates are in the values.
pub const HOOK: &str = "/certgen/annotations/job";

impl Chart {
    /// The address of its repository; none where the cluster's distribution installs it.
    pub fn repository(&self) -> Option<&str> {
        match &self.source {
            ChartSource::Repository { address, .. } => Some(address),
            ChartSource::Distribution { .. } => None,
        }
    }

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
        if let Some(hook) = self.hook {
            remove_empty(&mut values, hook);
        }
        values
    }
}

/// Removes the map at a path where it is empty, with the maps that have nothing else.
fn remove_empty(values: &mut Value, path: &str) {
    let mut path = path;
    while let Some((above, last)) = path.rsplit_once('/') {
        let is_empty = values.pointer(path).and_then(Value::as_object).is_some_and(Map::is_empty);
        if let (true, Some(fields)) = (is_empty, values.pointer_mut(above).and_then(Value::as_object_mut)) {
            fields.shift_remove(last);
        }
        path = above;
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
