//! Networks of kops clusters that overlap although the clusters' subnets in them do not. What connects two
//! networks routes by their whole ranges: AWS refuses to peer two VPCs of which one address is in both, and
//! in each of them the local route wins over any other (Amazon VPC, peering guide).

use super::RULE;
use crate::address;
use crate::diagnostic::Diagnostic;
use crate::facts::clusters::{about, names};
use crate::facts::ranges::{free_near, one_network};
use crate::model::{Cluster, KopsSpec, Mesh, NodeCidr, SharedNetwork};
use crate::source::Span;
use crate::words::few;
use crate::yaml::Value;
use ipnet::IpNet;
use std::collections::BTreeSet;

/// A range of the network in which kops makes a cluster.
struct Part<'m> {
    cluster: &'m Cluster,
    /// The place that names the spec.
    span: Span,
    net: IpNet,
}

/// A finding for each set of clusters whose networks overlap.
pub fn overlapping(mesh: &Mesh) -> Vec<Diagnostic> {
    let parts: Vec<Part<'_>> = mesh.clusters.iter().flat_map(parts).collect();
    let nets: Vec<IpNet> = parts.iter().map(|part| part.net).collect();
    let clash = |outer: usize, inner: usize| {
        let pair = parts.get(outer).zip(parts.get(inner));
        pair.is_some_and(|(one, two)| are_apart(mesh, one.cluster, two.cluster))
    };
    let groups = address::overlaps(&nets, clash).into_iter();
    let groups = groups.map(|group| group.into_iter().filter_map(|index| parts.get(index)).collect::<Vec<_>>());
    let mut seen = BTreeSet::new();
    let found = groups.filter_map(|group| finding(mesh, &group));
    found.filter(|found| seen.insert(found.clusters.iter().cloned().collect::<BTreeSet<_>>())).collect()
}

fn parts(cluster: &Cluster) -> impl Iterator<Item = Part<'_>> {
    let spec = cluster.kops.get().and_then(|kops| kops.spec.value());
    let parts = move |spec: &KopsSpec, span| spec.networks().into_iter().map(move |net| Part { cluster, span, net });
    spec.into_iter().flat_map(move |spec| parts(&spec.value, spec.span))
}

/// Whether two clusters are known to be in two networks that must be connected, and nothing reports them yet.
fn are_apart(mesh: &Mesh, one: &Cluster, two: &Cluster) -> bool {
    let overlap = |one: &NodeCidr, two: &NodeCidr| address::overlap(&one.net.value, &two.net.value);
    let share_addresses = one.node_cidrs.iter().any(|node| two.node_cidrs.iter().any(|other| overlap(node, other)));
    let declared = |node: &NodeCidr| match &node.network {
        Some(SharedNetwork::Declared(name)) => Some(name.clone()),
        Some(SharedNetwork::Vpc(_)) | None => None,
    };
    let names: BTreeSet<String> = one.node_cidrs.iter().filter_map(declared).collect();
    let are_declared_one = two.node_cidrs.iter().filter_map(declared).any(|name| names.contains(&name));
    mesh.connects(one, two) && !share_addresses && !are_declared_one && networks_differ(one, two)
}

/// Whether kops makes two clusters in different networks: each in one of its own, or in those of two ids.
fn networks_differ(one: &Cluster, two: &Cluster) -> bool {
    let spec = |cluster: &Cluster| cluster.kops.get().and_then(|kops| kops.spec.get()).map(network);
    match (spec(one), spec(two)) {
        (Some(Network::Unknown), _) | (_, Some(Network::Unknown)) | (None, _) | (_, None) => false,
        (Some(Network::Own), _) | (_, Some(Network::Own)) => true,
        (Some(Network::Existing(one)), Some(Network::Existing(two))) => one != two,
    }
}

enum Network {
    /// It has existing subnets, of a network that it does not name.
    Unknown,
    /// kops makes it.
    Own,
    /// One that exists, by its id.
    Existing(String),
}

fn network(spec: &KopsSpec) -> Network {
    let id = spec.network_field("networkID").and_then(Value::as_str).filter(|id| !id.is_empty());
    let subnets = spec.network_field("subnets").and_then(Value::as_array).into_iter().flatten();
    let has_existing = |subnet: &Value| subnet.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty());
    match id {
        Some(id) => Network::Existing(id.to_string()),
        None if subnets.into_iter().any(has_existing) => Network::Unknown,
        None => Network::Own,
    }
}

fn finding(mesh: &Mesh, parts: &[&Part<'_>]) -> Option<Diagnostic> {
    let (last, first) = (parts.last()?, parts.first()?);
    let mut clusters: Vec<&Cluster> = Vec::new();
    let mut ranges: Vec<String> = Vec::new();
    for part in parts {
        if !clusters.iter().any(|cluster| std::ptr::eq(*cluster, part.cluster)) {
            clusters.push(part.cluster);
        }
        if !ranges.contains(&part.net.to_string()) {
            ranges.push(part.net.to_string());
        }
    }
    let how = match ranges.as_slice() {
        [one] => format!("have the same range, {one}"),
        several => format!("overlap, {}", few(several)),
    };
    let message = format!("the networks that kops creates {} in {how}", names(&clusters));
    let label = |part: &Part<'_>| format!("the network of `{}`: {}", part.cluster.name.value, part.net);
    let mut diagnostic = RULE.at(last.span, label(last), message);
    for part in parts.iter().filter(|part| part.span != last.span).take(2) {
        diagnostic = diagnostic.label(part.span, label(part));
    }
    let widest = if first.net.prefix_len() <= last.net.prefix_len() { first.net } else { last.net };
    let free = free_near(mesh, &last.net, last.net.prefix_len());
    let free = free.map_or(String::new(), |free| format!(", such as {free}"));
    let help = format!(
        "if they are one network, name it in the specs, by `networkID`, or {}; otherwise recreate a cluster in another range{free}",
        one_network(mesh, &widest)
    );
    Some(about(diagnostic.help(help), &clusters))
}
