//! What to write instead of a range that overlaps others.

use super::super::clusters::{highest_id, taken_ids};
use super::{Kind, Origin, Range, collect, pool};
use crate::address;
use crate::model::{ClusterId, KopsSpec, Mesh, Pool};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// The help for a group of ranges that overlap, of which `last` is the one to change.
pub fn way_out(mesh: &Mesh, group: &[&Range<'_>], last: &Range<'_>) -> Option<String> {
    let alike = group.iter().filter(|range| range.kind == last.kind && range.origin == last.origin).count();
    let beside = group.iter().filter(|range| range.kind == last.kind).count() == group.len();
    match (last.kind, last.origin) {
        (Kind::Nodes, _) => nodes(mesh, group, last),
        (_, Origin::Pool) => of_pool(mesh, alike, &last.net),
        (_, Origin::Spec) if pool(mesh, &last.net).is_none() => of_spec(mesh),
        // One of ranges that overlap each other may stay.
        _ => {
            let free = free(mesh, last, last.net.prefix_len())?;
            let several = (beside || last.kind == Kind::Pods) && alike > if beside { 2 } else { 1 };
            Some(match (several, last.origin) {
                (true, _) => format!("give each cluster its own range; the next free one is {free}"),
                (_, Origin::Written) => format!("use the next free range of that size, {free}"),
                _ => format!("set the range instead; the next free one of that size is {free}"),
            })
        }
    }
}

/// A free range of length `prefix` in the place of a range: where its cluster's kops range or the pool
/// contains that, else at or above it. What the range itself takes is free.
pub fn free(mesh: &Mesh, instead: &Range<'_>, prefix: u8) -> Option<IpNet> {
    let kops = instead.cluster().and_then(|cluster| cluster.kops.get()?.non_masquerade_cidr.as_ref());
    let around = kops.or(pool(mesh, &instead.net).map(|pool| &pool.net)).map(|whole| whole.value);
    let around = around.filter(|whole| address::contains(whole, &instead.net));
    let others = collect(mesh, Kind::ALL).into_iter().filter(|range| !is_same(range, instead));
    let mut taken: Vec<IpNet> = others.map(|range| range.net).collect();
    let within = around.and_then(|whole| address::next_free(&taken, prefix, &[whole]));
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value));
    taken.extend(networks_of_kops(mesh));
    within.or_else(|| address::next_free_near(&instead.net, &taken, prefix))
}

fn is_same(one: &Range<'_>, two: &Range<'_>) -> bool {
    (one.span, one.kind, one.net) == (two.span, two.kind, two.net) && one.same_cluster(two)
}

/// The lowest free range of length `prefix` in `whole`.
pub fn free_within(mesh: &Mesh, whole: &IpNet, prefix: u8) -> Option<IpNet> {
    address::next_free(&taken(mesh), prefix, &[*whole])
}

/// A free range of length `prefix` at or above `near`, outside of the pools: what they will give to later
/// clusters is not free.
pub fn free_near(mesh: &Mesh, near: &IpNet, prefix: u8) -> Option<IpNet> {
    let mut taken = taken(mesh);
    taken.extend(mesh.pools.iter().map(|pool| pool.net.value));
    address::next_free_near(near, &taken, prefix)
}

/// Every range of the mesh, and the networks in which kops makes its nodes.
pub fn taken(mesh: &Mesh) -> Vec<IpNet> {
    let mut taken: Vec<IpNet> = collect(mesh, Kind::ALL).iter().map(|range| range.net).collect();
    taken.extend(networks_of_kops(mesh));
    taken.extend(mesh.unread.iter().filter_map(|word| address::parse(word)));
    taken
}

fn networks_of_kops(mesh: &Mesh) -> BTreeSet<IpNet> {
    let specs = mesh.clusters.iter().filter_map(|cluster| cluster.kops.get()?.spec.get());
    specs.flat_map(KopsSpec::networks).collect()
}

/// The lowest id that no cluster has and whose block of the pool is free.
pub fn free_id(mesh: &Mesh, pool: &Pool) -> Option<(ClusterId, IpNet)> {
    let used = taken_ids(mesh);
    let taken = taken(mesh);
    let is_free = |block: &IpNet| !taken.iter().any(|net| address::overlap(block, net));
    ClusterId::up_to(highest_id(mesh)).filter(|id| !used.contains(id)).find_map(|id| {
        let block = address::block(&pool.net.value, pool.prefix, id.number().into())?;
        is_free(&block).then_some((id, block))
    })
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
    let declare = format!("`network \"shared\" \"{widest}\"`");
    Some(format!(
        "if the clusters are in one network, declare it, {declare}, and name it in each of them, \
         `node-cidr network=\"shared\"`{renumber}"
    ))
}
