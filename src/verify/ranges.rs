//! Where pod ranges and node addresses lie, and how long the masks of pod ranges are.
//!
//! A family that the mesh file says nothing about for a cluster is not looked at: agents of 1.2 make up IPv6 addresses for
//! every node (`f00d::`), and mean nothing by it.

use super::roll::{Member, Roll, owner};
use super::wording::{all, count, few, fold};
use super::{Finding, Form};
use crate::address::{self, Family};
use crate::model::{Cluster, Mesh, RoutingMode};
use ipnet::IpNet;
use std::net::IpAddr;

/// Looks at each node on its own, then at the masks of all.
pub fn check(roll: &Roll, findings: &mut Vec<Finding>) {
    pods_outside(roll, findings);
    pods_of_nobody(roll, findings);
    // Later agents find tunnels by pod address (`pkg/ipcache`), whatever the masks.
    let is_classic = |cluster: &Cluster| cluster.modern().is_none();
    if roll.mesh.routing.mode() != RoutingMode::Native && roll.mesh.clusters.iter().all(is_classic) {
        for family in Family::ALL {
            masks(roll, family, findings);
        }
    }
    nodes_outside(roll, findings);
}

/// Where a pod range lies that does not lie in its own cluster's pod CIDR.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Astray<'a> {
    /// In that cluster's.
    In(&'a str),
    /// Nowhere: the agent made it up.
    MadeUp,
    /// In nobody's.
    Nowhere,
}

fn pods_outside(roll: &Roll, findings: &mut Vec<Finding>) {
    let mut strays = Vec::new();
    for member in &roll.members {
        let Some(cluster) = member.cluster else { continue };
        for range in &member.node.ranges {
            let own: Vec<IpNet> = cluster
                .pod_cidrs
                .iter()
                .map(|cidr| cidr.value)
                .filter(|cidr| Family::of(cidr) == Family::of(range))
                .collect();
            if own.is_empty() || own.iter().any(|cidr| address::contains(cidr, range)) {
                continue;
            }
            let astray = astray(roll.mesh, member, range);
            strays.push(((cluster.name.value.as_str(), all(own.iter()), astray), (member, range)));
        }
    }
    for ((cluster, own, astray), nodes) in fold(strays.into_iter()) {
        let ranges =
            count(nodes.len(), (&format!("pod range of `{cluster}` is"), &format!("pod ranges of `{cluster}` are")));
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
                "let `{cluster}` allocate from {own} (`--cluster-cidr`, or the operator's pool), or correct `pod-cidr` in \
                 the mesh file"
            ),
        };
        findings.push(finding(&nodes, format!("{ranges} {place}"), help));
    }
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
    range.prefix_len() == 16 && member.node.addresses.iter().any(made_up)
}

/// Only objects come here: in a table, a node without a known cluster is a finding already.
fn pods_of_nobody(roll: &Roll, findings: &mut Vec<Finding>) {
    let strays = roll.members.iter().filter(|member| member.cluster.is_none() && member.node.cluster.is_none());
    let nodes: Vec<_> = strays.filter_map(|member| Some((member, member.node.ranges.first()?))).collect();
    if nodes.is_empty() || roll.form == Form::Table {
        return;
    }
    let message = format!("{} in no cluster's pod CIDR", count(nodes.len(), ("pod range is", "pod ranges are")));
    let help = "add the cluster to the mesh file, or correct its `pod-cidr`".to_string();
    findings.push(finding(&nodes, message, help));
}

/// Agents look up the nodes of other clusters by their own mask (`IPV4_MASK` of the tunnel map) and miss the others. Ranges
/// that are made up are a finding already.
fn masks(roll: &Roll, family: Family, findings: &mut Vec<Finding>) {
    let pairs = roll.members.iter().flat_map(|member| member.node.ranges.iter().map(move |range| (member, range)));
    let pairs: Vec<_> =
        pairs.filter(|(member, range)| Family::of(range) == family && !is_made_up(member, range)).collect();
    let by_mask = fold(pairs.iter().map(|(_, range)| (range.prefix_len(), ())));
    let Some((usual, same)) = by_mask.iter().rev().max_by_key(|(_, nodes)| nodes.len()) else { return };
    let odd: Vec<_> = pairs.iter().filter(|(_, range)| range.prefix_len() != *usual).copied().collect();
    if odd.is_empty() {
        return;
    }
    let names: Vec<String> = odd.iter().map(|(member, range)| format!("{} ({range})", member.full_name())).collect();
    findings.push(Finding {
        line: odd.first().and_then(|(member, _)| member.node.line),
        message: format!(
            "{} /{usual}, but {} not: {}",
            count(same.len(), ("pod range is", "pod ranges are")),
            if odd.len() == 1 { "1 is".to_string() } else { format!("{} are", odd.len()) },
            few(&names)
        ),
        help: Some(
            "give the nodes of all clusters masks of one size (`--node-cidr-mask-size`): agents look up tunnels by their \
             own node's mask and miss the others"
                .to_string(),
        ),
    });
}

fn nodes_outside(roll: &Roll, findings: &mut Vec<Finding>) {
    let mut strays = Vec::new();
    for member in &roll.members {
        let Some(cluster) = member.cluster else { continue };
        for address in &member.node.addresses {
            let own = node_cidrs(cluster, address);
            if !own.is_empty() && !own.iter().any(|net| net.contains(address)) {
                strays.push(((cluster.name.value.as_str(), all(own.iter())), (member, address)));
            }
        }
    }
    for ((cluster, own), nodes) in fold(strays.into_iter()) {
        let (one, many) = (format!("node address of `{cluster}` is"), format!("node addresses of `{cluster}` are"));
        let message = format!("{} outside its node CIDR {own}", count(nodes.len(), (&one, &many)));
        let help =
            format!("add the nodes' network to `node-cidr` of `{cluster}`, or check which interface Cilium uses");
        findings.push(finding(&nodes, message, help));
    }
}

fn node_cidrs(cluster: &Cluster, address: &IpAddr) -> Vec<IpNet> {
    let nets = cluster.node_cidrs.iter().map(|cidr| cidr.net.value);
    nets.filter(|net| Family::of(net) == Family::of_address(*address)).collect()
}

/// A finding about nodes, each with the value that is wrong.
fn finding<T: ToString>(nodes: &[(&Member, &T)], message: String, help: String) -> Finding {
    let names: Vec<String> =
        nodes.iter().map(|(member, value)| format!("{} ({})", member.name(), value.to_string())).collect();
    let line = nodes.first().and_then(|(member, _)| member.node.line);
    Finding { line, message: format!("{message}: {}", few(&names)), help: Some(help) }
}
