//! Where pod ranges and node addresses are, and how long the masks of pod ranges are.
//!
//! A family that the mesh file has no range of for a cluster is not looked at: agents of 1.2 make up IPv6
//! addresses for every node (`f00d::`), and mean nothing by it.

use super::listing::Form;
use super::node::Listed;
use super::place::Place;
use super::roll::{Member, Roll, fold, owner};
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::model::{Cluster, Mesh, RoutingMode};
use crate::rules::{
    mixed_pod_range_masks, node_address_outside_node_cidr, pod_range_outside_pod_cidr, unowned_pod_range,
};
use crate::words::{count, few};
use ipnet::IpNet;
use std::net::IpAddr;

/// Looks at each node on its own, then at the masks of all.
pub fn check(roll: &Roll, found: &mut Diagnostics) {
    pods_outside(roll, found);
    found.0.extend(pods_of_nobody(roll));
    // Later agents find tunnels by pod address (`pkg/ipcache`), whatever the masks.
    let is_classic = |cluster: &Cluster| cluster.modern().is_none();
    if roll.mesh.routing.mode() != RoutingMode::Native && roll.mesh.clusters.iter().all(is_classic) {
        found.0.extend(Family::ALL.into_iter().filter_map(|family| masks(roll, family)));
    }
    nodes_outside(roll, found);
}

/// A pod range and its node.
type Held<'r, 'a, T> = (&'r Member<'a>, &'a Listed<T>);

/// Where a pod range is that is not in its own cluster's pod CIDR.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Astray<'a> {
    /// In that cluster's.
    In(&'a str),
    /// Nowhere: the agent made it up.
    MadeUp,
    /// In nobody's.
    Nowhere,
}

fn pods_outside(roll: &Roll, found: &mut Diagnostics) {
    let mut strays = Vec::new();
    for member in &roll.members {
        let Some(cluster) = member.cluster else { continue };
        for range in &member.node.ranges {
            let own = pod_cidrs(cluster, &range.value);
            if !own.is_empty() && !own.iter().any(|cidr| address::contains(cidr, &range.value)) {
                let astray = astray(roll.mesh, member, &range.value);
                strays.push(((cluster.name.value.as_str(), all(&own), astray), (member, range)));
            }
        }
    }
    for ((cluster, own, astray), nodes) in fold(strays.into_iter()) {
        let (one, many) = (format!("pod range of `{cluster}` is"), format!("pod ranges of `{cluster}` are"));
        let ranges = count(nodes.len(), (&one, &many));
        let place = match &astray {
            Astray::In(other) => format!("in the pod CIDR of `{other}` instead of its own, {own}"),
            _ => format!("outside its pod CIDR {own}"),
        };
        let help = match &astray {
            Astray::In(_) => format!(
                "check `--cluster-cidr` of the kube-controller-manager (or the operator's pool) of `{cluster}`, and \
                 `cluster-name` on these nodes"
            ),
            Astray::MadeUp => "check that Kubernetes has a podCIDR left for every node: an agent without one makes up \
                               10.<last octet of the node's address>.0.0/16"
                .to_string(),
            Astray::Nowhere => format!(
                "make `{cluster}` allocate from {own} (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in \
                 the mesh file"
            ),
        };
        let rule = &pod_range_outside_pod_cidr::RULE;
        found.push(finding(roll, rule, &nodes, (&format!("{ranges} {place}"), "outside the pod CIDR")).help(help));
    }
}

fn pod_cidrs(cluster: &Cluster, range: &IpNet) -> Vec<IpNet> {
    let nets = cluster.pod_cidrs.iter().map(|cidr| cidr.value);
    nets.filter(|cidr| Family::of(cidr) == Family::of(range)).collect()
}

fn astray<'a>(mesh: &'a Mesh, member: &Member, range: &IpNet) -> Astray<'a> {
    if is_made_up(member, range) {
        return Astray::MadeUp;
    }
    owner(mesh, range).map_or(Astray::Nowhere, |cluster| Astray::In(&cluster.name.value))
}

/// What an agent takes for its pod range when Kubernetes has given the node none: `DefaultIPv4Prefix` of
/// `pkg/node/defaults.go`, with the last octet of the node's address.
fn is_made_up(member: &Member, range: &IpNet) -> bool {
    let IpNet::V4(range) = range else { return false };
    let made_up = |address: &IpAddr| match address {
        IpAddr::V4(address) => range.network().octets() == [10, address.octets()[3], 0, 0],
        IpAddr::V6(_) => false,
    };
    range.prefix_len() == 16 && member.node.addresses.iter().any(|address| made_up(&address.value))
}

/// Only objects are looked at: in an agent's view, a node without a known cluster is a finding already.
fn pods_of_nobody(roll: &Roll) -> Option<Diagnostic> {
    let is_stray = |member: &&Member| member.cluster.is_none() && member.node.cluster.is_none();
    let strays = roll.members.iter().filter(|member| member.form == Form::Objects).filter(is_stray);
    let nodes: Vec<_> = strays.filter_map(|member| Some((member, member.node.ranges.first()?))).collect();
    if nodes.is_empty() {
        return None;
    }
    let message = format!("{} in no cluster's pod CIDR", count(nodes.len(), ("pod range is", "pod ranges are")));
    let help = "add the cluster to the mesh file, or correct its `pod-cidr`";
    Some(finding(roll, &unowned_pod_range::RULE, &nodes, (&message, "in no pod CIDR")).help(help))
}

/// Agents look up the nodes of other clusters by their own mask (`IPV4_MASK` of the tunnel map) and miss the
/// others. Ranges that are made up are a finding already.
fn masks(roll: &Roll, family: Family) -> Option<Diagnostic> {
    let held = roll.members.iter().flat_map(|member| member.node.ranges.iter().map(move |range| (member, range)));
    let of_family =
        |(member, range): &Held<IpNet>| Family::of(&range.value) == family && !is_made_up(member, &range.value);
    let held: Vec<Held<IpNet>> = held.filter(of_family).collect();
    let by_mask = fold(held.iter().map(|(_, range)| (range.value.prefix_len(), ())));
    let (usual, _) = by_mask.iter().rev().max_by_key(|(_, nodes)| nodes.len())?;
    let odd: Vec<_> = held.iter().filter(|(_, range)| range.value.prefix_len() != *usual).collect();
    if odd.is_empty() {
        return None;
    }
    let names: Vec<String> =
        odd.iter().map(|(member, range)| format!("{} ({})", member.full_name(), range.value)).collect();
    let message = format!("not all pod ranges are /{usual}: {}", few(&names));
    let places: Vec<_> = odd.iter().map(|(_, range)| (&range.place, format!("not /{usual}"))).collect();
    let help = "give the nodes of all clusters the same mask (`--node-cidr-mask-size`): agents look up tunnels by their \
                own node's mask and miss the others";
    Some(roll.at(&mixed_pod_range_masks::RULE, &places, message).help(help))
}

fn nodes_outside(roll: &Roll, found: &mut Diagnostics) {
    let mut strays = Vec::new();
    for member in &roll.members {
        let Some(cluster) = member.cluster else { continue };
        for address in &member.node.addresses {
            let own = node_cidrs(cluster, &address.value);
            if !own.is_empty() && !own.iter().any(|net| net.contains(&address.value)) {
                strays.push(((cluster.name.value.as_str(), all(&own)), (member, address)));
            }
        }
    }
    for ((cluster, own), nodes) in fold(strays.into_iter()) {
        let (one, many) = (format!("node address of `{cluster}` is"), format!("node addresses of `{cluster}` are"));
        let message = format!("{} outside its node CIDR {own}", count(nodes.len(), (&one, &many)));
        let help =
            format!("add the nodes' network to `node-cidr` of `{cluster}`, or check which interface Cilium uses");
        let rule = &node_address_outside_node_cidr::RULE;
        found.push(finding(roll, rule, &nodes, (&message, "outside the node CIDR")).help(help));
    }
}

fn node_cidrs(cluster: &Cluster, address: &IpAddr) -> Vec<IpNet> {
    let nets = cluster.node_cidrs.iter().map(|cidr| cidr.net.value);
    nets.filter(|net| Family::of(net) == Family::of_address(*address)).collect()
}

/// A finding about nodes, each with the value that is wrong: its message and its label.
fn finding<T: ToString>(
    roll: &Roll,
    rule: &'static Rule,
    nodes: &[Held<T>],
    (message, label): (&str, &str),
) -> Diagnostic {
    let name = |(member, listed): &Held<T>| format!("{} ({})", member.name(), listed.value.to_string());
    let names: Vec<String> = nodes.iter().map(name).collect();
    let places: Vec<(&Place, String)> = nodes.iter().map(|(_, listed)| (&listed.place, label.to_string())).collect();
    roll.at(rule, &places, format!("{message}: {}", few(&names)))
}

/// All of a list of ranges.
fn all(nets: &[IpNet]) -> String {
    nets.iter().map(IpNet::to_string).collect::<Vec<_>>().join(", ")
}
