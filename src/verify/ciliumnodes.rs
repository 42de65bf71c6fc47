//! CiliumNode objects to nodes: `pkg/k8s/apis/cilium.io/v2/types.go`, since Cilium 1.6.
//!
//! Read are `metadata.name`, the first `InternalIP` of each family in `spec.addresses` (what agents of other
//! clusters take for the node's address) and `spec.ipam.podCIDRs`. Nodes whose IPAM hands out single
//! addresses have no ranges.

use super::json::{self, list};
use super::node::{FORMS, Listed, Node, full_name};
use super::place::{Place, Text};
use crate::address;
use crate::diagnostic::Diagnostic;
use crate::source::offset;
use crate::yaml::{self, Value};
use std::net::IpAddr;

type Wrong = Box<Diagnostic>;

/// Reads JSON texts, one after the other, of which the first begins at that byte.
pub fn of_json(text: Text<'_>, from: usize) -> Result<Vec<Node>, Wrong> {
    let mut nodes = Vec::new();
    json::each(text, from, |value, place| objects(text, value, place, &mut nodes))?;
    Ok(nodes)
}

/// Reads YAML documents, of which the first begins at that byte.
pub fn of_yaml(text: Text<'_>, from: usize) -> Result<Vec<Node>, Wrong> {
    let body = text.text.get(from..).unwrap_or_default();
    let documents = yaml::read(body).map_err(|error| {
        let at = from + offset(body, error.line, error.column);
        text.invalid(&text.bytes(at..at), format!("the listing is not YAML: {}", error.message), FORMS)
    })?;
    let mut nodes = Vec::new();
    for (index, value) in documents.iter().enumerate().filter(|(_, value)| !value.is_null()) {
        let place = |pointer: &str| text.value(from..text.text.len(), index, pointer);
        objects(text, value, place, &mut nodes)?;
    }
    Ok(nodes)
}

/// The nodes of a List, or the one that an object is.
fn objects(text: Text<'_>, value: &Value, place: impl Fn(&str) -> Place, nodes: &mut Vec<Node>) -> Result<(), Wrong> {
    if let Some(items) = value.get("items").and_then(Value::as_array) {
        for (index, item) in items.iter().enumerate() {
            nodes.push(object(text, item, |pointer| place(&format!("/items/{index}{pointer}")))?);
        }
        return Ok(());
    }
    if value.get("kind").is_some() {
        nodes.push(object(text, value, place)?);
        return Ok(());
    }
    Err(text.invalid(&place(""), "the listing is not a list of Kubernetes objects", FORMS))
}

fn object(text: Text<'_>, item: &Value, place: impl Fn(&str) -> Place) -> Result<Node, Wrong> {
    match item.get("kind").and_then(Value::as_str) {
        Some("CiliumNode") | None => {}
        Some(kind) => {
            let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
            return Err(text.invalid(&place("/kind"), format!("this object is a {kind}, not a CiliumNode"), FORMS));
        }
    }
    let name = item.pointer("/metadata/name").and_then(Value::as_str).and_then(full_name);
    let (cluster, name) =
        name.ok_or_else(|| text.invalid(&place(""), "this object has no name", "give each object a `metadata.name`"))?;
    let mut addresses: Vec<Listed<IpAddr>> = Vec::new();
    for (index, entry) in list(item, "/spec/addresses").iter().enumerate() {
        if entry.get("type").and_then(Value::as_str) != Some("InternalIP") {
            continue;
        }
        let place = place(&format!("/spec/addresses/{index}/ip"));
        let address = entry.get("ip").and_then(Value::as_str).and_then(|ip| ip.parse::<IpAddr>().ok());
        let wrong = || text.invalid(&place, format!("`ip` of node `{name}` is not an address"), FORMS);
        let value = address.ok_or_else(wrong)?;
        if addresses.iter().all(|other| other.value.is_ipv4() != value.is_ipv4()) {
            addresses.push(Listed { value, place });
        }
    }
    let mut ranges = Vec::new();
    for (index, entry) in list(item, "/spec/ipam/podCIDRs").iter().enumerate() {
        let place = place(&format!("/spec/ipam/podCIDRs/{index}"));
        let wrong = || text.invalid(&place, format!("a pod range of node `{name}` is not a CIDR"), FORMS);
        let value = entry.as_str().and_then(address::parse).ok_or_else(wrong)?;
        ranges.push(Listed { value, place });
    }
    Ok(Node { cluster, name, place: place("/metadata/name"), addresses, ranges })
}
