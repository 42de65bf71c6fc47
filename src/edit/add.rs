//! A mesh and the name of a cluster to the text of that cluster, in the manner of those that are there, and
//! its place.

use super::neighbour::Neighbours;
use super::node::{Node, quoted};
use super::place;
use super::wish::{Added, Ranges, Wish};
use crate::address::{self, Family};
use crate::facts::clusters::taken_names;
use crate::facts::ranges::{self, Kind, Origin, Range};
use crate::model::{Cluster, Mesh, NodeCidr};
use crate::source::{Listed, Sources, Span, Spanned};
use ipnet::IpNet;

/// Adds a cluster behind the last one. The mesh gets its ranges too, so that none is proposed twice.
///
/// # Errors
/// Why there can be no such cluster, in a sentence.
pub fn add(mesh: &mut Mesh, sources: &Sources, wish: &Wish) -> Result<Added, String> {
    if let Some(name) = taken_names(mesh).iter().find(|name| name.eq_ignore_ascii_case(&wish.name)) {
        let known = mesh.clusters.iter().find(|cluster| cluster.name.value == *name);
        let at = known.and_then(|known| sources.place(known.name.span)).map(|place| format!(" at {place}"));
        return Err(format!("there is already a cluster `{name}`{}", at.unwrap_or_default()));
    }
    let neighbours = Neighbours::of(mesh, sources);
    let id = match wish.id {
        Some(id) => id.to_string(),
        None => ranges::free_ids_that(mesh, |_| true).next().ok_or_else(|| ranges::no_free_id(mesh))?.to_string(),
    };
    let mut chosen = vec![format!("id {id}")];
    let own = own_nodes(mesh, wish, &neighbours, &mut chosen)?;
    let node = Node {
        head: format!("cluster {} id={id}", quoted(&wish.name)?),
        children: neighbours.arrange(own),
        is_flat: neighbours.are_flat(),
    };
    place::insert(mesh, sources, (&neighbours, &wish.name), &node).map(|added| Added { chosen, ..added })
}

/// The nodes that are this cluster's own.
fn own_nodes(
    mesh: &mut Mesh,
    wish: &Wish,
    neighbours: &Neighbours,
    chosen: &mut Vec<String>,
) -> Result<Vec<Node>, String> {
    let mut nodes = Vec::new();
    if let Some(platform) = &wish.platform {
        nodes.push(Node::leaf(format!("platform {}", quoted(platform)?)));
    }
    mesh.clusters.push(Cluster { name: Spanned::new(wish.name.clone(), Span::default()), ..Cluster::default() });
    let Ranges { pods, services, nodes: of_nodes, network } = &wish.ranges;
    for (kind, name, given) in [
        (Kind::Pods, "pod-cidr", pods),
        (Kind::Services, "service-cidr", services),
        (Kind::Nodes, "node-cidr", of_nodes),
    ] {
        if let (Kind::Nodes, Some(network)) = (kind, network) {
            nodes.push(Node::leaf(format!("node-cidr network={}", quoted(network)?)));
            continue;
        }
        let nets = if given.is_empty() { proposed(mesh, neighbours, kind) } else { read(given)? };
        if nets.is_empty() {
            continue;
        }
        take(mesh, kind, &nets);
        let texts: Vec<String> = nets.iter().map(|net| format!("\"{net}\"")).collect();
        nodes.push(Node::leaf(format!("{name} {}", texts.join(" "))));
        chosen.push(format!("{name} {}", nets.iter().map(IpNet::to_string).collect::<Vec<_>>().join(" ")));
    }
    if let Some(context) = &wish.context {
        nodes.push(Node::leaf(format!("context {}", quoted(context)?)));
    }
    nodes.extend(neighbours.reach(mesh, &wish.reach, chosen)?);
    Ok(nodes)
}

fn read(given: &[String]) -> Result<Vec<IpNet>, String> {
    let net = |text: &String| {
        address::parse(text)
            .ok_or_else(|| format!("`{text}` is not a range of addresses; write one such as 10.1.0.0/16"))
    };
    given.iter().map(net).collect()
}

/// The next free ranges of the sizes that the last cluster has, where it has such ranges of its own. What a
/// pool gives is not written.
fn proposed(mesh: &Mesh, neighbours: &Neighbours, kind: Kind) -> Vec<IpNet> {
    let all = ranges::collect(mesh, &[kind]);
    let is_own = |range: &&Range<'_>| range.origin == Origin::Written && neighbours.is_of_last(range.span);
    let of_pool = |range: &Range<'_>| kind == Kind::Pods && ranges::pool(mesh, &range.net).is_some();
    let mut proposed: Vec<IpNet> = Vec::new();
    for range in all.iter().filter(is_own).filter(|range| !of_pool(range)) {
        let is_alike = |net: &IpNet| Family::of(net) == Family::of(&range.net);
        // One of each family: more than one grew with the cluster.
        if !proposed.iter().any(is_alike) {
            proposed.extend(ranges::free_beside(mesh, range, range.net.prefix_len()));
        }
    }
    proposed
}

/// Makes ranges those of the new cluster.
fn take(mesh: &mut Mesh, kind: Kind, nets: &[IpNet]) {
    let Some(cluster) = mesh.clusters.last_mut() else { return };
    let spanned = || nets.iter().map(|net| Spanned::new(*net, Span::default())).collect::<Vec<_>>();
    match kind {
        Kind::Pods => cluster.pod_cidrs = Listed::new(spanned(), None),
        Kind::Services => cluster.service_cidrs = Listed::new(spanned(), None),
        Kind::Nodes | Kind::Network => {
            let nodes = spanned().into_iter().map(|net| NodeCidr { net, network: None });
            cluster.node_cidrs = Listed::new(nodes.collect(), None);
        }
    }
}
