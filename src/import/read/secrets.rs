//! The Secrets of a mesh, `cilium-clustermesh` and `cilium-kvstoremesh`: names and endpoints of peers, and
//! nothing else of what is in them.

use super::{Source, text_at};
use crate::import::facts::{Endpoint, Facts, Seen};
use crate::manifest::kind;
use crate::yaml::{self, Value, items};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::net::IpAddr;

const NAMES: [&str; 2] = ["cilium-clustermesh", "cilium-kvstoremesh"];

/// Whether a document is one of them.
pub fn is(document: &Value) -> bool {
    kind(document) == "Secret" && text_at(document, "/metadata/name").is_some_and(|name| NAMES.contains(&name))
}

/// The peers that it names. Where KVStoreMesh runs, agents read all of them in their own cluster: then
/// `cilium-kvstoremesh` alone has their endpoints.
pub fn read(source: Source<'_>, facts: &mut Facts) {
    for (field, is_encoded) in [("data", true), ("stringData", false)] {
        for (name, value) in source.document.get(field).and_then(Value::as_object).into_iter().flatten() {
            // Key material is beside the entries.
            let is_file = [".crt", ".key", ".pem", ".cert"].iter().any(|end| name.ends_with(end));
            let Some(text) = value.as_str().filter(|_| !is_file) else { continue };
            let text = if is_encoded { decoded(text) } else { Some(text.to_string()) };
            let entry = text.and_then(|text| yaml::read(&text).ok()?.into_iter().next());
            entry.into_iter().for_each(|entry| peer(source, (name, &entry), facts));
        }
    }
}

fn peer(source: Source<'_>, (name, entry): (&str, &Value), facts: &mut Facts) {
    let mut endpoint = Endpoint::default();
    for url in items(entry, "/endpoints").iter().filter_map(Value::as_str) {
        let Some((host, port)) = host_of(url) else { continue };
        if is_own(&host) {
            continue;
        }
        let Some(one) = Endpoint::of_host(&host, port) else { continue };
        endpoint.ips.extend(one.ips);
        endpoint.address = endpoint.address.or(one.address);
        endpoint.port = endpoint.port.or(one.port);
    }
    for alias in items(entry, "/cilium-host-aliases") {
        let ips = items(alias, "/ips").iter().filter_map(Value::as_str);
        let ips: Vec<IpAddr> = ips.filter_map(|ip| ip.parse().ok()).collect();
        facts.aliases.extend(text_at(alias, "/hostname").map(|host| (host.to_string(), ips)));
    }
    facts.peers.push((name.to_string(), Seen::new(endpoint, source.path())));
}

/// The host and the port of an endpoint of etcd.
fn host_of(url: &str) -> Option<(String, Option<u16>)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('/').next()?;
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (rest, None),
    };
    Some((host.to_string(), port))
}

/// Whether a host is the Service of the cluster's own clustermesh-apiserver.
fn is_own(host: &str) -> bool {
    host.ends_with(".svc") || host.contains(".svc.") || host == "localhost"
}

fn decoded(text: &str) -> Option<String> {
    let compact: String = text.split_whitespace().collect();
    String::from_utf8(STANDARD.decode(compact).ok()?).ok()
}
