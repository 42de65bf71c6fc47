//! A cluster on a Helm chart: its values, and the peers in them, which clusters share.

use crate::release::PeerShape;
use crate::yaml::{Map, Part, Value, json, write_part};
use std::cell::OnceCell;
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
    /// Which of [`Plan::peers`](super::Plan::peers) holds them, where its own values do not.
    pub shared: Option<usize>,
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
    /// Its text in a list of peers and in a map of them, made when it is first written.
    texts: [OnceCell<Part>; 2],
}

/// The peers of a cluster. The list is one for all clusters with the same peers, and may hold the cluster
/// itself.
#[derive(Debug, Clone, Default)]
pub struct Peers {
    /// The name of the cluster itself where it is left out; where it is not, everything that reads the
    /// entries ignores its own (`add` in `pkg/clustermesh/common/clustermesh.go` of Cilium 1.15 to 1.20, in
    /// `pkg/clustermesh/internal` of 1.14).
    pub itself: Option<String>,
    /// The clusters, in the order of the mesh file.
    pub all: Rc<Vec<Rc<Peer>>>,
}

/// Values that hold the peers of several clusters, their own entries among them.
#[derive(Debug)]
pub struct SharedPeers {
    /// The place as [`Shared::name`](super::Shared::name) has it; empty where every cluster connects to every
    /// other.
    pub place: String,
    /// A short name, unique in its place.
    pub name: &'static str,
    /// How the chart takes them.
    pub shape: PeerShape,
    /// The peers.
    pub all: Rc<Vec<Rc<Peer>>>,
}

impl SharedPeers {
    /// The values.
    pub fn values(&self) -> Value {
        let clusters = spelt(self.shape, self.all.iter().map(Rc::as_ref));
        json!({ "clustermesh": { "config": { "clusters": clusters } } })
    }
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

    /// The values whole, as Helm has them.
    pub fn values(&self) -> Value {
        let mut values = self.own.clone();
        if let (Some(shape), Some(place)) = (self.shape(), values.pointer_mut(PEERS)) {
            *place = spelt(shape, self.peers.iter());
        }
        self.without_idle_hook(values)
    }

    /// The values that are the cluster's own. An empty value is in the place of its
    /// [peers](Chart::written_peers); where these are in the values of several clusters, nothing is.
    pub fn own_values(&self) -> Value {
        let mut values = self.own.clone();
        if self.shared.is_some()
            && let Some((above, last)) = PEERS.rsplit_once('/')
            && let Some(fields) = values.pointer_mut(above).and_then(Value::as_object_mut)
        {
            fields.shift_remove(last);
        }
        self.without_idle_hook(values)
    }

    /// The peers that belong into [`PEERS`] of the cluster's own values.
    pub fn written_peers(&self) -> Vec<&Part> {
        let shape = self.shape().filter(|_| self.shared.is_none());
        shape.map(|shape| self.peers.iter().map(|peer| peer.text(shape)).collect()).unwrap_or_default()
    }

    /// How the chart takes the peers; none where it is not given any.
    pub fn shape(&self) -> Option<PeerShape> {
        let place = self.own.pointer(PEERS)?;
        Some(if place.is_array() { PeerShape::List } else { PeerShape::Map })
    }

    fn without_idle_hook(&self, mut values: Value) -> Value {
        if let Some(hook) = self.hook {
            remove_empty(&mut values, hook);
        }
        values
    }
}

fn spelt<'p>(shape: PeerShape, peers: impl Iterator<Item = &'p Peer>) -> Value {
    match shape {
        PeerShape::List => peers.map(Peer::in_list).collect(),
        PeerShape::Map => Value::Object(peers.map(|peer| (peer.name.clone(), peer.fields.clone().into())).collect()),
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
    /// The peers, and the cluster itself where it is not left out.
    pub fn iter(&self) -> impl Iterator<Item = &Peer> {
        self.all.iter().map(Rc::as_ref).filter(|peer| self.itself.as_ref() != Some(&peer.name))
    }
}

impl Peer {
    /// A cluster that is reached like that, with the size of its entry.
    pub fn new(name: String, fields: Map<String, Value>, entry: usize) -> Peer {
        Peer { name, fields, entry, texts: Default::default() }
    }

    /// Its text among the peers of a chart.
    fn text(&self, shape: PeerShape) -> &Part {
        let [in_list, in_map] = &self.texts;
        match shape {
            PeerShape::List => in_list.get_or_init(|| write_part(&self.in_list())),
            PeerShape::Map => in_map.get_or_init(|| {
                let field = (self.name.clone(), Value::Object(self.fields.clone()));
                write_part(&Value::Object(Map::from_iter([field])))
            }),
        }
    }

    fn in_list(&self) -> Value {
        let name = std::iter::once(("name".to_string(), self.name.as_str().into()));
        Value::Object(name.chain(self.fields.clone()).collect())
    }
}
