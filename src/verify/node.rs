//! A node as listings have it, whatever their form.

use super::place::Place;
use crate::address;
use ipnet::IpNet;
use std::net::IpAddr;

/// One node as it is listed.
pub struct Node {
    /// The cluster before its name.
    pub cluster: Option<String>,
    /// Its name.
    pub name: String,
    /// Where its name is.
    pub place: Place,
    /// At most one of each family.
    pub addresses: Vec<Listed<IpAddr>>,
    /// Its pod ranges.
    pub ranges: Vec<Listed<IpNet>>,
}

/// An agent, by its status.
pub struct Agent {
    /// The cluster that it is of.
    pub cluster: Listed<String>,
    /// The clusters that it is to connect to.
    pub peers: Vec<Peer>,
}

/// A cluster that an agent is to connect to.
pub struct Peer {
    /// Its name.
    pub name: Listed<String>,
    /// Whether the agent is connected and has its state.
    pub is_ready: bool,
    /// Its id, as far as the agent knows it.
    pub id: Option<Listed<u64>>,
}

/// A value of a node, and where it is.
pub struct Listed<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: Place,
}

/// What a listing may be.
pub const FORMS: &str = "use the table of `cilium node list`, CiliumNode objects as `kubectl get ciliumnodes -o json` \
                         prints them, or what `cilium-dbg status -o json` prints";

/// `<cluster>/<node>`, or the node alone: `Fullname` of `pkg/node/node.go` leaves out the cluster `default`.
pub fn full_name(word: &str) -> Option<(Option<String>, String)> {
    let is_address = word.parse::<IpAddr>().is_ok() || address::parse(word).is_some();
    let (cluster, name) = match word.split_once('/') {
        Some((cluster, name)) => (Some(cluster), name),
        None => (None, word),
    };
    let is_good = !is_address && is_name(name) && cluster.is_none_or(is_name);
    is_good.then(|| (cluster.map(str::to_string), name.to_string()))
}

/// Whether a name can be shown as it is; Kubernetes takes no others for nodes (RFC 1123).
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
