//! CiliumNode objects to nodes: `pkg/k8s/apis/cilium.io/v2/types.go`, since Cilium 1.6.
//!
//! Read are `metadata.name`, the first `InternalIP` of each family in `spec.addresses` (what agents of other clusters take
//! for the node's address) and `spec.ipam.podCIDRs`. Nodes whose IPAM hands out single addresses have no ranges.

use super::{EXPECTED, ListingError, Node, full_name};
use crate::address::{self, Family};
use crate::yaml::{self, Value};
use std::net::IpAddr;

/// Reads JSON texts, one after the other, of which the first begins on that line.
pub fn of_json(text: &str, line: usize) -> Result<Vec<Node>, ListingError> {
    let mut nodes = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let mut start = 0;
    while let Some(value) = stream.next() {
        let value = value.map_err(|error| {
            let message = format!("this is not JSON, {}; expected {EXPECTED}", reason(&error));
            ListingError { line: line + error.line().saturating_sub(1), message }
        })?;
        let end = stream.byte_offset();
        let place = |pointer: &str| {
            let before = text.get(..start).unwrap_or("");
            let own = text.get(start..end).unwrap_or("");
            line + before.matches('\n').count() + yaml::locate(own, 0, pointer).map_or(0, |(line, _)| line - 1)
        };
        objects(&value, &mut nodes).map_err(|wrong| wrong.at(place))?;
        start = end;
    }
    Ok(nodes)
}

/// Reads YAML documents, of which the first begins on that line.
pub fn of_yaml(text: &str, line: usize) -> Result<Vec<Node>, ListingError> {
    let documents = yaml::read(text).map_err(|error| {
        let message = format!("{}; expected {EXPECTED}", error.message);
        ListingError { line: line + error.line.saturating_sub(1), message }
    })?;
    let mut nodes = Vec::new();
    for (index, value) in documents.iter().enumerate().filter(|(_, value)| !value.is_null()) {
        let place = |pointer: &str| line + yaml::locate(text, index, pointer).map_or(0, |(line, _)| line - 1);
        objects(value, &mut nodes).map_err(|wrong| wrong.at(place))?;
    }
    Ok(nodes)
}

/// What `serde_json` says without the place, which is relative to the first object.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_string())
}

/// What is wrong, and a pointer to where.
struct Wrong {
    pointer: String,
    message: String,
}

impl Wrong {
    fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Wrong { pointer: pointer.into(), message: message.into() }
    }

    fn at(self, place: impl Fn(&str) -> usize) -> ListingError {
        ListingError { line: place(&self.pointer), message: self.message }
    }
}

/// The nodes of a List, or the one that an object is.
fn objects(value: &Value, nodes: &mut Vec<Node>) -> Result<(), Wrong> {
    if let Some(items) = value.get("items").and_then(Value::as_array) {
        for (index, item) in items.iter().enumerate() {
            nodes.push(object(item, &format!("/items/{index}"))?);
        }
        return Ok(());
    }
    if value.get("kind").is_some() {
        nodes.push(object(value, "")?);
        return Ok(());
    }
    Err(Wrong::new("", format!("this is not a list of Kubernetes objects; expected {EXPECTED}")))
}

fn object(item: &Value, at: &str) -> Result<Node, Wrong> {
    match item.get("kind").and_then(Value::as_str) {
        Some("CiliumNode") | None => {}
        Some(kind) => {
            let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
            return Err(Wrong::new(at, format!("this is a {kind}, not a CiliumNode; expected {EXPECTED}")));
        }
    }
    let name = item.pointer("/metadata/name").and_then(Value::as_str).and_then(full_name);
    let (cluster, name) = name.ok_or_else(|| Wrong::new(at, "this object has no name; expected `metadata.name`"))?;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for (index, entry) in list(item, "/spec/addresses").iter().enumerate() {
        if entry.get("type").and_then(Value::as_str) != Some("InternalIP") {
            continue;
        }
        let address = entry.get("ip").and_then(Value::as_str).and_then(|ip| ip.parse::<IpAddr>().ok());
        let wrong =
            || Wrong::new(format!("{at}/spec/addresses/{index}"), format!("`ip` of `{name}` is not an address"));
        let address = address.ok_or_else(wrong)?;
        if addresses.iter().all(|other| Family::of_address(*other) != Family::of_address(address)) {
            addresses.push(address);
        }
    }
    let mut ranges = Vec::new();
    for (index, entry) in list(item, "/spec/ipam/podCIDRs").iter().enumerate() {
        let wrong =
            || Wrong::new(format!("{at}/spec/ipam/podCIDRs/{index}"), format!("a pod range of `{name}` is not a CIDR"));
        ranges.push(entry.as_str().and_then(address::parse).ok_or_else(wrong)?);
    }
    Ok(Node { line: None, cluster, name, addresses, ranges })
}

fn list<'v>(item: &'v Value, pointer: &str) -> &'v [Value] {
    item.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
