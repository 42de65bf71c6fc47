//! What a proposal must stay clear of: the ranges of the mesh, and those that the platforms of its clusters
//! use by default.

use super::{Kind, Range, collect};
use crate::address;
use crate::model::{Cluster, KopsSpec, Mesh};
use ipnet::IpNet;
use std::collections::BTreeSet;

/// What is not free for a proposal near `near`.
pub fn taken(mesh: &Mesh, near: &IpNet) -> Vec<IpNet> {
    let ranges = collect(mesh, Kind::ALL).into_iter().map(|range| range.net);
    ranges.chain(elsewhere(mesh, near)).collect()
}

/// What is not free in the place of a range: all but that range itself.
pub fn taken_besides(mesh: &Mesh, instead: &Range<'_>) -> Vec<IpNet> {
    let others = collect(mesh, Kind::ALL).into_iter().filter(|range| !is_same(range, instead));
    others.map(|range| range.net).chain(elsewhere(mesh, &instead.net)).collect()
}

fn is_same(one: &Range<'_>, two: &Range<'_>) -> bool {
    (one.span, one.kind, one.net) == (two.span, two.kind, two.net) && one.same_cluster(two)
}

/// What is taken besides the ranges of the mesh: the networks in which kops makes nodes, what the mesh file
/// has where it cannot be read, and what platforms have by default.
fn elsewhere(mesh: &Mesh, near: &IpNet) -> BTreeSet<IpNet> {
    let specs = mesh.clusters.iter().filter_map(|cluster| cluster.kops.get()?.spec.get());
    let unread = mesh.unread.iter().filter_map(|word| address::parse(word));
    specs.flat_map(KopsSpec::networks).chain(unread).chain(of_platforms(mesh, near)).collect()
}

/// What platforms have by default: Services where nothing else is set, and pods, which the next cluster gets
/// that somebody makes without a thought. Whoever plans within such a range of pods stays in it.
fn of_platforms<'m>(mesh: &'m Mesh, near: &IpNet) -> impl Iterator<Item = IpNet> + use<'m> {
    let near = *near;
    let platforms = mesh.clusters.iter().filter_map(|cluster| cluster.platform.value());
    let pods = platforms.flat_map(|platform| platform.value.default_pods());
    let services = mesh.clusters.iter().flat_map(Cluster::default_services);
    pods.filter(move |net| !address::contains(net, &near)).chain(services)
}
