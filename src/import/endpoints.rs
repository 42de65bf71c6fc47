//! How clusters are reached: what each says of its own Service, and what its peers dial.

use super::facts::{Endpoint, Seen};
use super::settle::Settled;
use super::sketch::Node;
use crate::model::{APISERVER_NODE_PORT, APISERVER_PORT, is_pin};
use crate::release::DEFAULT_DOMAIN;
use crate::release::certificates::covers;
use crate::words::few;
use crate::yaml::Value;
use std::net::IpAddr;

/// Where the values of the Service are.
const SERVICE: &str = "clustermesh.apiserver.service";

/// How a cluster is reached.
#[derive(Debug, Default)]
pub struct Reach {
    /// The node `apiserver`.
    pub node: Node,
    /// Whether no source has its address.
    pub is_pending: bool,
    /// What contradicts that, and what else to say.
    pub comments: Vec<String>,
}

/// The node of a cluster, and what contradicts it.
pub fn reach(cluster: &Settled, all: &[Settled]) -> Reach {
    let of_service = |name: &str| cluster.at(&format!("{SERVICE}.{name}"));
    let kind = kind(cluster);
    let dialled = dialled(cluster, all);
    let asked = asked(cluster);
    let places = dialled.iter().chain(&cluster.facts.reached).chain(&asked);
    let chosen = places.clone().find(|seen| seen.value.is_place()).cloned();
    let mut reach = Reach::default();
    let number =
        |value: Option<&Value>| value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()));
    let own_port = number(of_service("nodePort").filter(|_| kind == "NodePort"));
    let own_port = own_port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
    let dialled_port = dialled.iter().find_map(|seen| seen.value.port);
    let usual = if kind == "NodePort" { APISERVER_NODE_PORT } else { APISERVER_PORT };
    let port = own_port.or(dialled_port).unwrap_or(usual);
    if let (Some(own), Some(other)) = (own_port, dialled_port.filter(|other| Some(*other) != own_port)) {
        reach.comments.push(format!("its port is {own} in its own values, and {other} in those of its peers"));
    }
    let mut node = Node::new("apiserver", kind);
    if port != usual {
        node = node.property("port", port);
    }
    match &chosen {
        Some(chosen) if !chosen.value.ips.is_empty() => {
            let ips = chosen.value.ips.iter().map(|ip| ip.to_string().into());
            node.children.push(Node::with("ip", ips.collect()));
        }
        Some(chosen) => {
            let address = chosen.value.address.clone().unwrap_or_default();
            node.children.push(Node::new("address", address));
        }
        None => {
            reach.is_pending = true;
            node.children.push(Node::new("pending", true).remark("no file has its address"));
        }
    }
    node.children.extend(annotations(of_service("annotations")));
    node.children.extend(names(cluster, chosen.as_ref()));
    reach.node = node;
    reach.comments.extend(chosen.and_then(|chosen| contradicted(&chosen, places)));
    reach
}

/// The type of its Service. A Service that somebody else makes is reached by a load balancer, as far as can
/// be known; the chart's own default is NodePort (`values.yaml`, 1.14 to 1.20).
fn kind(cluster: &Settled) -> &'static str {
    let is_on = |path: &str| cluster.at(path) == Some(&Value::Bool(true));
    let stated = cluster.at(&format!("{SERVICE}.type")).and_then(Value::as_str);
    match stated {
        _ if is_on(&format!("{SERVICE}.externallyCreated")) => "LoadBalancer",
        Some("NodePort") => "NodePort",
        Some("ClusterIP") => "ClusterIP",
        None if is_on("clustermesh.useAPIServer") => "NodePort",
        _ => "LoadBalancer",
    }
}

/// What peers dial, the cluster's own entry in its list among it: each place once.
fn dialled(cluster: &Settled, all: &[Settled]) -> Vec<Seen<Endpoint>> {
    let mut found: Vec<Seen<Endpoint>> = Vec::new();
    for other in all {
        let entries = other.peers.iter().filter(|(name, _)| *name == cluster.name);
        for (_, seen) in entries {
            let mut endpoint = seen.value.clone();
            if let Some(host) = endpoint.address.clone() {
                let ips = aliased(other, &host);
                if !ips.is_empty() {
                    (endpoint.ips, endpoint.address) = (ips, None);
                } else if is_of_mesh(other, &host, &cluster.name) {
                    endpoint.address = None;
                }
            }
            if !found.iter().any(|known| known.value == endpoint) {
                found.push(Seen::new(endpoint, &seen.source));
            }
        }
    }
    found
}

fn aliased(reader: &Settled, host: &str) -> Vec<IpAddr> {
    reader.facts.aliases.get(host).cloned().unwrap_or_default()
}

/// Whether a name is one that only pods with an alias know.
fn is_of_mesh(reader: &Settled, host: &str, name: &str) -> bool {
    let domain = reader.at("clustermesh.config.domain").and_then(Value::as_str).unwrap_or("mesh.cilium.io");
    host == format!("{name}.{domain}") && domain.ends_with("cilium.io")
}

/// The addresses that its own Service asks for.
fn asked(cluster: &Settled) -> Vec<Seen<Endpoint>> {
    let source = cluster.facts.files.first().map(String::as_str).unwrap_or_default();
    let ip = cluster.at(&format!("{SERVICE}.loadBalancerIP")).and_then(Value::as_str);
    let annotations = cluster.at(&format!("{SERVICE}.annotations")).and_then(Value::as_object);
    let pins = annotations.into_iter().flatten().filter(|(key, _)| is_pin(key));
    let pinned = pins.filter_map(|(_, value)| Some(addresses(value.as_str()?)));
    let all = ip.map(addresses).into_iter().chain(pinned).filter(|ips| !ips.is_empty());
    all.map(|ips| Seen::new(Endpoint { ips, ..Endpoint::default() }, source)).collect()
}

fn addresses(text: &str) -> Vec<IpAddr> {
    text.split([',', ' ', '[', ']', '"']).filter_map(|part| part.trim().parse().ok()).collect()
}

fn annotations(value: Option<&Value>) -> Vec<Node> {
    let fields = value.and_then(Value::as_object).into_iter().flatten();
    let texts = fields.filter_map(|(key, value)| match value {
        Value::String(text) => Some((key, text.clone())),
        Value::Bool(_) | Value::Number(_) => Some((key, value.to_string())),
        _ => None,
    });
    texts.map(|(key, text)| Node::with("annotation", vec![key.as_str().into(), text.into()])).collect()
}

/// Names that the server's certificate has beside those by which peers reach it.
fn names(cluster: &Settled, chosen: Option<&Seen<Endpoint>>) -> Option<Node> {
    let place = cluster.release.modern()?.server_names;
    let listed = |field: &str| cluster.at(&format!("{place}.{field}")).and_then(Value::as_array).into_iter().flatten();
    let stated = listed("extraDnsNames").chain(listed("extraIpAddresses")).filter_map(Value::as_str);
    let asked = cluster.facts.sans.iter().map(String::as_str);
    let is_dialled = |name: &str| {
        let chosen = chosen.map(|chosen| &chosen.value);
        chosen.is_some_and(|it| it.address.as_deref() == Some(name) || it.ips.iter().any(|ip| ip.to_string() == name))
    };
    if cluster.said("certificates").is_some_and(|one| one.arguments == ["provided"]) {
        return Some(provided(cluster, chosen, asked.map(Value::from).collect()));
    }
    // meshc writes the name that is dialled first: another order would be another certificate, and so would
    // that name beside one that covers it.
    let dialled = chosen.and_then(|chosen| chosen.value.address.as_deref());
    let is_covered = |name: &str| dialled.is_some_and(|host| name.starts_with("*.") && covers(name, host));
    if stated.clone().skip(1).any(is_dialled) || stated.clone().any(is_covered) {
        return None;
    }
    let mut names: Vec<Value> = Vec::new();
    for name in stated.chain(asked).filter(|name| !is_dialled(name)) {
        if !names.iter().any(|known| known == name) {
            names.push(name.into());
        }
    }
    (!names.is_empty()).then(|| Node::with("san", names))
}

/// The names that a certificate of the user's must have for peers and for KVStoreMesh: those of a certificate
/// among the files, and what it lacks.
fn provided(cluster: &Settled, chosen: Option<&Seen<Endpoint>>, mut names: Vec<Value>) -> Node {
    let domain = cluster.at("clustermesh.config.domain").and_then(Value::as_str).unwrap_or(DEFAULT_DOMAIN);
    let by_name = || format!("{}.{domain}", cluster.name);
    let host = chosen.map(|chosen| chosen.value.address.clone().unwrap_or_else(by_name));
    let namespace = cluster.facts.namespace.first().map_or("kube-system", |seen| seen.value.as_str());
    let local = format!("clustermesh-apiserver.{namespace}.svc");
    let known = names.len();
    for host in host.into_iter().chain([local]) {
        if !names.iter().filter_map(Value::as_str).any(|name| covers(name, &host)) {
            names.push(host.into());
        }
    }
    let is_guessed = names.len() > known;
    let node = Node::with("san", names);
    if is_guessed { node.remark("its certificate, which is in no file, must have these") } else { node }
}

/// What other places say. A name and an address may be one place.
fn contradicted<'s>(chosen: &Seen<Endpoint>, all: impl Iterator<Item = &'s Seen<Endpoint>>) -> Option<String> {
    let is_other = |seen: &&Seen<Endpoint>| {
        let (one, other) = (&chosen.value, &seen.value);
        let are_ips = !one.ips.is_empty() && !other.ips.is_empty();
        (are_ips && !other.ips.iter().any(|ip| one.ips.contains(ip)))
            || (one.address.is_some() && other.address.is_some() && one.address != other.address)
    };
    let others: Vec<String> =
        all.filter(is_other).map(|seen| format!("{} in {}", seen.value.shown(), seen.source)).collect();
    (!others.is_empty()).then(|| {
        format!("it is reached at {} as {} has it, but at {}", chosen.value.shown(), chosen.source, few(&others))
    })
}
