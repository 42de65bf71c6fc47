//! Where peers reach clustermesh-apiservers: their addresses as one may compare them, and those that are
//! free.

use super::endpoints::plain_host;
use crate::address;
use crate::model::{Apiserver, Cluster, Mesh};
use crate::source::Span;
use ipnet::IpNet;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// The ports that Kubernetes gives to Services of type NodePort (`--service-node-port-range` of
/// kube-apiserver).
pub const NODE_PORTS: RangeInclusive<u16> = 30000..=32767;

/// An address at which peers reach a clustermesh-apiserver.
#[derive(Debug)]
pub struct Reach<'m> {
    /// The clustermesh-apiserver.
    pub apiserver: &'m Apiserver,
    /// The place of the address.
    pub span: Span,
    /// The name or the address: lower case, without a trailing dot.
    pub host: String,
}

impl Reach<'_> {
    /// Its address, when it is not a name.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Its address as a range.
    pub fn net(&self) -> Option<IpNet> {
        self.ip().map(IpNet::from)
    }
}

/// The clustermesh-apiserver of a cluster whose release has one.
pub fn apiserver(cluster: &Cluster) -> Option<&Apiserver> {
    cluster.modern().and(cluster.apiserver.get())
}

/// Where peers reach the clustermesh-apiserver of a cluster, as far as it is known.
pub fn reaches(cluster: &Cluster) -> Vec<Reach<'_>> {
    let Some(apiserver) = apiserver(cluster) else { return Vec::new() };
    let ips = apiserver.ips.iter().map(|ip| (ip.span, ip.value.to_canonical().to_string()));
    let name = apiserver.address.value().into_iter().map(|name| (name.span, plain_host(&name.value)));
    ips.chain(name).map(|(span, host)| Reach { apiserver, span, host }).collect()
}

/// The first address that a clustermesh-apiserver has more than once: its first place, the other one, and
/// itself.
pub fn repeated(cluster: &Cluster) -> Option<(Span, Span, String)> {
    let mut seen = BTreeMap::new();
    reaches(cluster).into_iter().find_map(|it| {
        let first = *seen.entry(it.host.clone()).or_insert(it.span);
        (first != it.span).then_some((first, it.span, it.host))
    })
}

/// Addresses for examples (RFC 5737) at which no clustermesh-apiserver of the mesh is reached.
pub fn free_addresses(mesh: &Mesh) -> impl Iterator<Item = IpAddr> {
    let read = mesh.clusters.iter().flat_map(reaches).filter_map(|reach| reach.ip());
    let taken: BTreeSet<IpAddr> = read.chain(mesh.unread.iter().filter_map(|word| word.parse().ok())).collect();
    (1..255).map(|last| IpAddr::from([192, 0, 2, last])).filter(move |ip| !taken.contains(ip))
}

/// An address in the Service range of a cluster.
pub fn service_address(cluster: &Cluster) -> Option<IpAddr> {
    let range = cluster.service_cidrs.first()?.value.trunc();
    Some(address::block(&range, range.max_prefix_len(), 51)?.addr())
}

/// Node ports that no clustermesh-apiserver of the mesh has, from the charts' own on, then from the first one
/// on.
pub fn free_node_ports(mesh: &Mesh) -> impl Iterator<Item = u16> {
    let read = mesh.clusters.iter().filter_map(apiserver).map(Apiserver::peer_port);
    let taken: BTreeSet<u16> = read.chain(mesh.unread.iter().filter_map(|word| word.parse().ok())).collect();
    let usual = crate::model::APISERVER_NODE_PORT..=*NODE_PORTS.end();
    usual.chain(NODE_PORTS).filter(move |port| !taken.contains(port))
}

/// What an address is, when it is not one host's for everybody else.
pub fn special(ip: IpAddr) -> Option<&'static str> {
    let (is_local, is_broadcast) = match ip {
        IpAddr::V4(ip) => (ip.is_link_local(), ip.is_broadcast()),
        IpAddr::V6(ip) => (ip.is_unicast_link_local(), false),
    };
    let kinds = [
        (ip.is_loopback(), "each host's own address"),
        (ip.is_unspecified(), "no host's address"),
        (is_local, "an address of one link only"),
        (ip.is_multicast() || is_broadcast, "not the address of one host"),
    ];
    kinds.into_iter().find_map(|(holds, what)| holds.then_some(what))
}
