//! `node-cidr`: where nodes have their addresses, and the networks that they are in.

use super::{cidr, values};
use crate::kdl::Item;
use crate::model::{Mesh, NodeCidr, SharedNetwork};
use crate::source::{Listed, Span, Spanned};
use ipnet::IpNet;

/// The node addresses of `node-cidr` nodes, and the names of networks that do not exist.
pub fn node_cidrs(
    (items, broken): (&[Item<'_>], Option<Span>),
    mesh: &Mesh,
) -> (Listed<NodeCidr>, Vec<Spanned<String>>) {
    let (mut nets, mut unknown) = (Listed::new(Vec::new(), broken), Vec::new());
    for item in items {
        let name = item.property("network").and_then(|entry| entry.text());
        let network =
            name.as_ref().and_then(|name| mesh.networks.iter().find(|network| network.name.value == name.value));
        let shared = network.map(|network| SharedNetwork::Declared(network.name.value.clone()));
        if let (Some(name), None) = (&name, network) {
            unknown.push(name.clone());
        }
        let own = values(item.arguments(), cidr);
        let node = |net: Spanned<IpNet>| NodeCidr { net, network: shared.clone() };
        own.broken().into_iter().for_each(|span| nets.break_at(span));
        nets.extend(own.iter().cloned().map(node));
        if let Some(network) = network.filter(|_| own.is_nothing()) {
            network.cidrs.broken().into_iter().for_each(|span| nets.break_at(span));
            nets.extend(network.cidrs.iter().map(|net| node(Spanned::new(net.value, item.head()))));
        }
    }
    (nets, unknown)
}
