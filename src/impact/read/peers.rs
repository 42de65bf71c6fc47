//! The peers of a cluster and where it reaches them: from the Secrets of the mesh, or from the values of the
//! chart.

use super::deployed::Deployed;
use crate::plan::PEERS;
use crate::yaml::{self, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// Peers by name, each with its entry as it is.
pub type Peers<'d> = BTreeMap<String, Entry<'d>>;

/// The entry of a peer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Entry<'d> {
    /// A file of a Secret, in base64, and the addresses under which the pods know its host.
    File(&'d str, &'d BTreeMap<String, Vec<String>>),
    /// A value of the chart.
    Value(&'d Value),
}

impl Entry<'_> {
    /// Where the peer is reached, in words.
    pub fn place(&self) -> Option<String> {
        match self {
            Entry::Value(value) => {
                let ips = value
                    .get("ips")
                    .and_then(Value::as_array)
                    .map(|ips| ips.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
                let host = ips.or_else(|| value.get("address")?.as_str().map(str::to_string))?;
                Some(format!("{host} port {}", value.get("port")?))
            }
            Entry::File(text, aliases) => {
                let file = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
                let configuration = yaml::read(&file).ok()?.into_iter().next()?;
                let endpoints = configuration.get("endpoints")?.as_array()?.iter().filter_map(Value::as_str);
                let known = |endpoint: &str| match aliases.get(host(endpoint)) {
                    Some(ips) => format!("{endpoint} ({})", ips.join(" ")),
                    None => endpoint.to_string(),
                };
                Some(endpoints.map(known).collect::<Vec<_>>().join(" "))
            }
        }
    }
}

/// The peers of a cluster. Where KVStoreMesh caches, the entries of agents lead to their own cluster. An
/// entry of its own is ignored by everything that reads it.
pub fn peers<'d>(deployed: &'d Deployed, aliases: &'d BTreeMap<String, Vec<String>>) -> Peers<'d> {
    let mut peers = Peers::new();
    match listed(deployed) {
        Some(Value::Array(list)) => {
            let named =
                list.iter().filter_map(|entry| Some((entry.get("name")?.as_str()?.to_string(), Entry::Value(entry))));
            peers.extend(named);
        }
        Some(Value::Object(map)) => peers.extend(map.iter().map(|(name, entry)| (name.clone(), Entry::Value(entry)))),
        _ => {}
    }
    let secret = |name: &str| deployed.object("Secret", name);
    let entries = secret("cilium-kvstoremesh").or_else(|| secret("cilium-clustermesh"));
    let data = entries.and_then(|secret| secret.get("data")).and_then(Value::as_object);
    for (name, entry) in data.into_iter().flatten() {
        if let Some(entry) = entry.as_str() {
            peers.insert(name.clone(), Entry::File(entry, aliases));
        }
    }
    peers.remove(&deployed.name);
    peers
}

/// The peers in the values of a chart, as they are.
fn listed(deployed: &Deployed) -> Option<&Value> {
    deployed.values.as_ref()?.pointer(PEERS)
}

/// The addresses of all entries in the values of a chart, by name, the cluster's own among them: the chart
/// writes those of each into pods.
pub fn listed_addresses(deployed: &Deployed) -> BTreeMap<&str, &Value> {
    match listed(deployed) {
        Some(Value::Array(list)) => {
            list.iter().filter_map(|entry| Some((entry.get("name")?.as_str()?, entry.get("ips")?))).collect()
        }
        Some(Value::Object(map)) => {
            map.iter().filter_map(|(name, entry)| Some((name.as_str(), entry.get("ips")?))).collect()
        }
        _ => BTreeMap::new(),
    }
}

/// The host of an endpoint.
fn host(endpoint: &str) -> &str {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    host.rsplit_once(':').map_or(host, |(host, _)| host)
}

/// The addresses that pods of a cluster know by names of their own (`hostAliases`).
pub fn aliases(deployed: &Deployed) -> BTreeMap<String, Vec<String>> {
    let mut aliases: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let pods =
        deployed.objects.values().filter_map(|object| object.pointer("/spec/template/spec/hostAliases")?.as_array());
    for alias in pods.flatten() {
        let Some(ip) = alias.get("ip").and_then(Value::as_str) else { continue };
        for name in alias.get("hostnames").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            let ips = aliases.entry(name.to_string()).or_default();
            if !ips.iter().any(|known| known == ip) {
                ips.push(ip.to_string());
            }
        }
    }
    aliases
}
