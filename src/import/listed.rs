//! The peers in a list of Helm values, and how each is reached.

use super::facts::{Endpoint, Seen};
use crate::yaml::{self, Map, Value};
use std::net::IpAddr;

/// The peers that values name: a list of maps up to 1.18, a map by name from 1.19 on.
pub fn peers(values: &Map<String, Value>, source: &str) -> Vec<(String, Seen<Endpoint>)> {
    let clusters = values.get("clustermesh").and_then(|value| yaml::at(value, "config.clusters"));
    let entries: Vec<(Option<&str>, &Value)> = match clusters {
        Some(Value::Array(items)) => {
            items.iter().map(|item| (item.get("name").and_then(Value::as_str), item)).collect()
        }
        Some(Value::Object(fields)) => fields.iter().map(|(name, item)| (Some(name.as_str()), item)).collect(),
        _ => Vec::new(),
    };
    let is_on = |item: &Value| item.get("enabled") != Some(&Value::Bool(false));
    let entries = entries.into_iter().filter(|(_, item)| is_on(item));
    entries.filter_map(|(name, item)| Some((name?.to_string(), Seen::new(endpoint(item), source)))).collect()
}

fn endpoint(item: &Value) -> Endpoint {
    let port = item.get("port").and_then(|port| port.as_u64().or_else(|| port.as_str()?.parse().ok()));
    let port = port.and_then(|port| u16::try_from(port).ok());
    let ips = item.get("ips").and_then(Value::as_array).into_iter().flatten();
    let ips: Vec<IpAddr> = ips.filter_map(|ip| ip.as_str()?.parse().ok()).collect();
    let address = item.get("address").and_then(Value::as_str).filter(|address| !address.is_empty());
    match address.and_then(|host| Endpoint::of_host(host, port)).filter(|_| ips.is_empty()) {
        Some(endpoint) => endpoint,
        None => Endpoint { ips, address: None, port },
    }
}
