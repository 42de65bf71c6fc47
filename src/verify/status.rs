//! What `cilium-dbg status -o json` prints to an agent's view: `StatusResponse` in `api/v1/models` of Cilium
//! 1.6 to 1.20.
//!
//! Read are the agent's own cluster (`cluster.self`, `CLUSTER/NODE`), the clusters that it is to connect to
//! (`cluster-mesh.clusters`) with their ids (`config.cluster-id`, from 1.14 on), and nodes where a release
//! prints them (`cluster.nodes`).

use super::json::{self, list};
use super::node::{Agent, FORMS, Listed, Node, Peer, full_name};
use super::place::{Place, Text};
use crate::address;
use crate::diagnostic::Diagnostic;
use crate::yaml::Value;
use std::net::IpAddr;

type Wrong = Box<Diagnostic>;

/// Whether the JSON that begins at that byte is the status of an agent.
pub fn is_status(text: Text<'_>, from: usize) -> bool {
    let body = text.text.get(from..).unwrap_or_default();
    let first = serde_json::Deserializer::from_str(body).into_iter::<Value>().next();
    let Some(Ok(first)) = first else { return false };
    first.get("items").is_none() && (first.get("cluster-mesh").is_some() || first.pointer("/cluster/self").is_some())
}

/// Reads the status of an agent, or those of several one after the other.
pub fn read(text: Text<'_>, from: usize) -> Result<Vec<(Vec<Node>, Agent)>, Wrong> {
    let mut statuses = Vec::new();
    json::each(text, from, |value, place| {
        statuses.push((nodes(text, value, place)?, agent(text, value, place)?));
        Ok(())
    })?;
    Ok(statuses)
}

fn agent(text: Text<'_>, value: &Value, place: impl Fn(&str) -> Place) -> Result<Agent, Wrong> {
    let own = "/cluster/self";
    let name = value.pointer(own).and_then(Value::as_str).and_then(full_name);
    let help = "use everything that `cilium-dbg status -o json` prints";
    let (cluster, _) = name.ok_or_else(|| text.invalid(&place(""), "this status does not name its own node", help))?;
    // `GetAbsoluteNodeName` of `pkg/node/types` leaves the cluster out where it is `default`.
    let cluster = Listed { value: cluster.unwrap_or_else(|| "default".to_string()), place: place(own) };
    let mut peers = Vec::new();
    for (index, entry) in list(value, "/cluster-mesh/clusters").iter().enumerate() {
        let at = |field: &str| place(&format!("/cluster-mesh/clusters/{index}{field}"));
        let name = entry.get("name").and_then(Value::as_str).and_then(full_name);
        let Some((None, name)) = name else {
            return Err(text.invalid(&at(""), "this cluster has no name", help));
        };
        let is_ready = entry.get("ready").and_then(Value::as_bool) == Some(true);
        let id = entry.pointer("/config/cluster-id").and_then(Value::as_u64);
        let id = id.map(|value| Listed { value, place: at("/config/cluster-id") });
        peers.push(Peer { name: Listed { value: name, place: at("/name") }, is_ready, id });
    }
    Ok(Agent { cluster, peers })
}

/// The nodes in it: `NodeElement` in `api/v1/models`.
fn nodes(text: Text<'_>, value: &Value, place: impl Fn(&str) -> Place) -> Result<Vec<Node>, Wrong> {
    let mut nodes = Vec::new();
    for (index, entry) in list(value, "/cluster/nodes").iter().enumerate() {
        let at = |field: &str| place(&format!("/cluster/nodes/{index}{field}"));
        let name = entry.get("name").and_then(Value::as_str).and_then(full_name);
        let (cluster, name) = name.ok_or_else(|| text.invalid(&at(""), "this node has no name", FORMS))?;
        let mut node = Node { cluster, name, place: at("/name"), addresses: Vec::new(), ranges: Vec::new() };
        for family in ["ipv4", "ipv6"] {
            let field = |name: &str| format!("/primary-address/{family}/{name}");
            let stated = |name: &str| entry.pointer(&field(name)).and_then(Value::as_str).filter(|it| !it.is_empty());
            let (ip, range) = (field("ip"), field("alloc-range"));
            if let Some(stated) = stated("ip") {
                let wrong = || text.invalid(&at(&ip), format!("`ip` of node `{}` is not an address", node.name), FORMS);
                let value = stated.parse::<IpAddr>().map_err(|_| wrong())?;
                node.addresses.push(Listed { value, place: at(&ip) });
            }
            if let Some(stated) = stated("alloc-range") {
                let wrong =
                    || text.invalid(&at(&range), format!("a pod range of node `{}` is not a CIDR", node.name), FORMS);
                let value = address::parse(stated).ok_or_else(wrong)?;
                node.ranges.push(Listed { value, place: at(&range) });
            }
        }
        nodes.push(node);
    }
    Ok(nodes)
}
