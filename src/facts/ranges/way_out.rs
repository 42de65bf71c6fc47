//! What to write instead of a range that overlaps others.

use super::ids::free_id;
use super::taken::{taken, taken_besides};
use super::{Kind, Origin, Range, collect, pool};
use crate::address;
use crate::model::{Mesh, Network, SharedNetwork};
use crate::words::shown;
use ipnet::IpNet;

/// The help for a group of ranges that overlap, of which `last` is the one to change.
pub fn way_out(mesh: &Mesh, group: &[&Range<'_>], last: &Range<'_>) -> Option<String> {
    let alike = group.iter().filter(|range| range.kind == last.kind && range.origin == last.origin).count();
    match (last.kind, last.origin) {
        (Kind::Nodes, _) => nodes(mesh, group, last),
        (_, Origin::Pool) => of_pool(mesh, alike, &last.net),
        (_, Origin::Spec) if pool(mesh, &last.net).is_none() => of_spec(mesh),
        _ => instead(mesh, group, last),
    }
}

/// Another range for one that is written, or follows from a kops spec.
fn instead(mesh: &Mesh, group: &[&Range<'_>], last: &Range<'_>) -> Option<String> {
    let free = free(mesh, last, last.net.prefix_len())?;
    let alike = |range: &&&Range<'_>| range.kind == last.kind && range.origin == last.origin;
    let (alike, beside) = (group.iter().filter(alike).count(), group.iter().all(|range| range.kind == last.kind));
    let at_one_place = group.iter().filter(|range| (range.kind, range.span) == (last.kind, last.span)).count() > 1;
    let is_shared = last.kind == Kind::Pods && last.origin == Origin::Written && at_one_place;
    // One of ranges that overlap each other may stay.
    let several = (beside || last.kind == Kind::Pods) && alike > if beside { 2 } else { 1 };
    let way = match (is_shared, several, last.origin) {
        (true, ..) => format!("write one `pod-cidr` in each cluster instead; the next free range is {free}"),
        (_, true, _) => format!("give each cluster its own range; the next free one is {free}"),
        (.., Origin::Written) => format!("use the next free range of that size, {free}"),
        _ => format!("set the range instead; the next free one of that size is {free}"),
    };
    let Some(network) = group.iter().find_map(|range| carrier(range, last)) else { return Some(way) };
    Some(format!("where {} routes pods too, give it only the ranges of its hosts; else {way}", shown(network)))
}

/// The name of the network in which a cluster's pods are, when its nodes are in it too: a cloud that routes
/// pods wants them there (hcloud-cloud-controller-manager, issues 576 and 917).
fn carrier<'m>(range: &Range<'m>, pods: &Range<'_>) -> Option<&'m str> {
    let nodes = || pods.cluster().into_iter().flat_map(|cluster| &cluster.node_cidrs);
    let name = SharedNetwork::Declared(range.name().to_string());
    let is_in_it = range.kind == Kind::Network && address::contains(&range.net, &pods.net);
    (is_in_it && nodes().any(|node| node.network.as_ref() == Some(&name))).then(|| range.name())
}

/// A free range of length `prefix` in the place of a range: where its cluster's kops range or the pool
/// contains that, else what is not masqueraded, else at or above it. What the range itself takes is free.
pub fn free(mesh: &Mesh, instead: &Range<'_>, prefix: u8) -> Option<IpNet> {
    free_of(mesh, (instead, prefix), taken_besides(mesh, instead))
}

/// A free range of length `prefix` beside a range, in the same surroundings.
pub fn free_beside(mesh: &Mesh, beside: &Range<'_>, prefix: u8) -> Option<IpNet> {
    free_of(mesh, (beside, prefix), taken(mesh, &beside.net))
}

fn free_of(mesh: &Mesh, (place, prefix): (&Range<'_>, u8), mut taken: Vec<IpNet>) -> Option<IpNet> {
    let holds = |whole: &IpNet| address::contains(whole, &place.net);
    let kops = place.cluster().and_then(|cluster| cluster.kops.get()?.non_masquerade_cidr.as_ref());
    let around = kops.or(pool(mesh, &place.net).map(|pool| &pool.net)).map(|whole| whole.value).filter(holds);
    let within = around.and_then(|whole| address::next_free(&taken, prefix, &[whole]));
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value));
    let native = mesh.routing.cidrs().map(|net| net.value).find(|whole| place.kind == Kind::Pods && holds(whole));
    let native = || address::next_free_near_within(&place.net, &taken, (prefix, &native?));
    within.or_else(native).or_else(|| address::next_free_near(&place.net, &taken, prefix))
}

/// The lowest free range of length `prefix` in `whole`.
pub fn free_within(mesh: &Mesh, whole: &IpNet, prefix: u8) -> Option<IpNet> {
    address::next_free(&taken(mesh, whole), prefix, &[*whole])
}

/// A free range of length `prefix` at or above `near`, outside of the pools: what they will give to later
/// clusters is not free.
pub fn free_near(mesh: &Mesh, near: &IpNet, prefix: u8) -> Option<IpNet> {
    let mut taken = taken(mesh, near);
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value));
    address::next_free_near(near, &taken, prefix)
}

/// What to do about blocks of so many clusters, of which `block` is one.
pub fn of_pool(mesh: &Mesh, clusters: usize, block: &IpNet) -> Option<String> {
    let pool = pool(mesh, block)?;
    if let (1, Some((id, block))) = (clusters, free_id(mesh, pool)) {
        return Some(format!("use `id={id}`: its block, {block}, is free"));
    }
    let free = free_near(mesh, &pool.net.value, pool.net.value.prefix_len())?;
    Some(format!("move the pool to free addresses: `address-pool \"{free}\" prefix={}`", pool.prefix))
}

/// Clusters whose specs have no addresses, or the same, get them from a pool.
fn of_spec(mesh: &Mesh) -> Option<String> {
    let others = collect(mesh, Kind::ALL)
        .into_iter()
        .filter(|range| range.origin != Origin::Spec || !matches!(range.kind, Kind::Pods | Kind::Services));
    let taken: Vec<IpNet> = others.map(|range| range.net).collect();
    // Kops' own default range, cut into 64 blocks (kops 1.10 `pkg/apis/kops/v1alpha2/defaults.go`).
    let pool = address::next_free_near(&address::parse("100.64.0.0/10")?, &taken, 10)?;
    Some(format!("give every cluster its own block: `address-pool \"{pool}\" prefix=16` in `mesh`"))
}

fn nodes(mesh: &Mesh, group: &[&Range<'_>], last: &Range<'_>) -> Option<String> {
    let widest = group.iter().map(|range| range.net).min_by_key(IpNet::prefix_len)?;
    let free = free(mesh, last, last.net.prefix_len());
    let renumber = free.map_or(String::new(), |free| format!("; else give the nodes other addresses, such as {free}"));
    Some(format!("if the clusters are in one network, {}{renumber}", one_network(mesh, &widest)))
}

/// How clusters say that their nodes are in one network, which holds that range: one that the mesh file
/// declares already, where there is any.
pub fn one_network(mesh: &Mesh, net: &IpNet) -> String {
    let holds = |network: &&Network| network.cidrs.iter().any(|range| address::contains(&range.value, net));
    match mesh.networks.iter().find(holds).map(|network| &network.name.value) {
        Some(name) => format!("name it in each of them, `node-cidr network=\"{name}\"`"),
        None => {
            let name = free_network(mesh);
            let declare = format!("`network \"{name}\" \"{net}\"`");
            format!("declare it, {declare}, and name it in each of them, `node-cidr network=\"{name}\"`")
        }
    }
}

/// A name for a network that no other one has.
fn free_network(mesh: &Mesh) -> String {
    let is_taken = |name: &String| mesh.networks.iter().any(|network| network.name.value == *name);
    let mut numbered = (2..=mesh.networks.len() + 2).map(|number| format!("shared-{number}"));
    let first = "shared".to_string();
    if is_taken(&first) { numbered.find(|name| !is_taken(name)).unwrap_or(first) } else { first }
}
