//! The etcd in which agents keep the state of a cluster, where they do (`kvstore` mode).

use super::settle::Settled;
use super::sketch::Node;
use crate::yaml::{self, Value};

/// The node of a cluster whose agents use an etcd, and that no clustermesh-apiserver shows to peers.
pub fn node(cluster: &Settled) -> Option<Node> {
    let key = |name: &str| {
        let seen = cluster.facts.config.iter().find(|seen| seen.value.0 == name);
        seen.map(|seen| seen.value.1.as_str())
    };
    let is_on = |path: &str| cluster.at(path) == Some(&Value::Bool(true));
    let is_used = is_on("etcd.enabled") || key("kvstore") == Some("etcd");
    if !is_used || is_on("clustermesh.useAPIServer") {
        return None;
    }
    let config = key("etcd-config").and_then(|text| yaml::read(text).ok()?.into_iter().next()).unwrap_or_default();
    let stated = cluster.at("etcd.endpoints").or_else(|| config.get("endpoints"));
    let endpoints: Vec<Value> =
        stated.and_then(Value::as_array).into_iter().flatten().filter(|one| is_url(one)).cloned().collect();
    if endpoints.is_empty() {
        return None;
    }
    let mut node = Node::with("etcd", Vec::new());
    node.children.push(Node::with("endpoint", endpoints));
    let file = |field: &str| Some(yaml::text(&config, field).rsplit('/').next()?.to_string());
    let named = |field: &str| file(field).filter(|name| !name.is_empty());
    let of_config = [named("ca-file").or_else(|| named("trusted-ca-file")), named("cert-file"), named("key-file")];
    // The names under which the chart looks for them (`cilium-configmap.yaml`, 1.14 to 1.20).
    let of_chart = ["etcd-client-ca.crt", "etcd-client.crt", "etcd-client.key"].map(|name| Some(name.to_string()));
    let names = if is_on("etcd.ssl") { of_chart } else { of_config };
    let mut tls = Node::with("tls", Vec::new());
    for (property, name) in ["ca", "cert", "key"].into_iter().zip(names) {
        tls.properties.extend(name.map(|name| (property.to_string(), name.into())));
    }
    if !tls.properties.is_empty() {
        node.children.push(tls);
    }
    Some(node)
}

fn is_url(value: &Value) -> bool {
    value.as_str().is_some_and(|url| url.starts_with("http://") || url.starts_with("https://"))
}
