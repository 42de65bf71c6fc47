//! Native routing: where pods have their addresses, which range covers them, and whose pods lose their
//! address on the way to a peer.

use crate::address::{self, Family};
use crate::model::{Cluster, IpamMode, Mesh, SharedNetwork};
use crate::settings::merged::{Merged, Settled};
use crate::source::Spanned;
use ipnet::IpNet;

/// Where pods of a cluster get their addresses of a family: where nodes do, when its IPAM takes them from
/// there.
pub fn pods(cluster: &Cluster, family: Family) -> Vec<&Spanned<IpNet>> {
    let of_nodes = cluster.pod_cidrs.is_nothing() && cluster.ipam_mode().takes_node_addresses();
    let nodes = cluster.node_cidrs.iter().filter(|_| of_nodes).map(|node| &node.net);
    cluster.pod_cidrs.iter().chain(nodes).filter(|net| Family::of(&net.value) == family).collect()
}

/// The smallest range that covers the pods of a family in all clusters.
pub fn cover(mesh: &Mesh, family: Family) -> Option<IpNet> {
    let modern = mesh.clusters.iter().filter(|cluster| cluster.modern().is_some());
    let nets: Vec<IpNet> = modern.flat_map(|cluster| pods(cluster, family)).map(|net| net.value).collect();
    address::cover(&nets).map(|net| net.trunc())
}

/// The property of `routing` that takes the range of a family.
pub fn property(family: Family) -> &'static str {
    match family {
        Family::Ipv4 => "cidr",
        Family::Ipv6 => "cidr6",
    }
}

/// What to write as the range of a family, and why that. A range without 8 bits of its own is half of the
/// Internet.
pub fn proposal(mesh: &Mesh, family: Family) -> String {
    match cover(mesh, family).filter(|net| net.prefix_len() >= 8) {
        Some(net) => {
            format!("`{}=\"{net}\"`, the smallest range that contains the pods of every cluster", property(family))
        }
        None => {
            let property = property(family);
            format!("`{property}=` with a private range, and move the pods of every cluster into it")
        }
    }
}

/// Whether agents of a cluster hide pods behind their node from what is outside of some ranges.
pub fn masquerades(merged: &Merged<'_>, family: Family) -> bool {
    let (switch, masquerade) = match family {
        Family::Ipv4 => ("enable-ipv4", "enable-ipv4-masquerade"),
        Family::Ipv6 => ("enable-ipv6", "enable-ipv6-masquerade"),
    };
    merged.is_on(masquerade) && merged.is_on(switch)
}

/// What decides from which peers pods keep their address.
#[derive(Debug)]
pub enum Kept<'m> {
    /// `ipv4-native-routing-cidr` or its sibling.
    Range(Settled<'m>, IpNet),
    /// The list of the ip-masq-agent, and that range where there is one.
    List(Settled<'m>, Vec<IpNet>),
    /// The VPC of the nodes, which the agent finds out by itself.
    Vpc,
    /// Agents do not start: there is no range.
    Nowhere,
    /// That is not known.
    Unknown,
}

/// Where pods of a cluster with native routing that masquerades keep their address (`pkg/option/config.go`:
/// `checkIPv4NativeRoutingCIDR`; `pkg/datapath/linux/config`; for the VPC `pkg/ipam/crd.go`).
pub fn kept<'m>(merged: &Merged<'m>, family: Family) -> Kept<'m> {
    let cidr = merged.flag(match family {
        Family::Ipv4 => "ipv4-native-routing-cidr",
        Family::Ipv6 => "ipv6-native-routing-cidr",
    });
    let range = address::parse(&cidr.text);
    let knows_vpc = || {
        let ipam = merged.flag("ipam").text;
        family == Family::Ipv4 && [IpamMode::Eni.name(), IpamMode::AlibabaCloud.name()].contains(&ipam.as_str())
    };
    if merged.is_on("enable-ip-masq-agent") {
        let is_enough = merged.cluster().modern().is_some_and(|modern| modern.masq_agent_replaces_range);
        return match merged.unmasqueraded() {
            _ if range.is_none() && !is_enough && !knows_vpc() => Kept::Nowhere,
            None => Kept::Unknown,
            Some(list) => {
                let nets: Vec<IpNet> = list.text.split(',').filter_map(address::parse).collect();
                let nets = nets.into_iter().chain(range).filter(|net| Family::of(net) == family);
                Kept::List(list, nets.collect())
            }
        };
    }
    match range {
        Some(net) => Kept::Range(cidr, net),
        None if knows_vpc() => Kept::Vpc,
        None => Kept::Nowhere,
    }
}

/// Whether a cluster needs a range of a family under native routing: its agents do not start without, or they
/// hide pods from peers in other VPCs.
pub fn needs_range(mesh: &Mesh, merged: &Merged<'_>, family: Family) -> bool {
    let cluster = merged.cluster();
    if pods(cluster, family).is_empty() || !masquerades(merged, family) {
        return false;
    }
    match kept(merged, family) {
        Kept::Nowhere => true,
        Kept::Vpc => mesh.peers(cluster).into_iter().any(|peer| is_elsewhere(cluster, peer, family)),
        Kept::Range(..) | Kept::List(..) | Kept::Unknown => false,
    }
}

/// Whether a peer has pods outside of the network that a cluster's nodes are in, as far as that is known.
fn is_elsewhere(cluster: &Cluster, peer: &Cluster, family: Family) -> bool {
    fn networks(cluster: &Cluster) -> Vec<&SharedNetwork> {
        cluster.node_cidrs.iter().filter_map(|node| node.network.as_ref()).collect()
    }
    let shares = networks(cluster).iter().any(|own| networks(peer).contains(own));
    let is_inside = |net: &IpNet| cluster.node_cidrs.iter().any(|own| address::contains(&own.net.value, net));
    !shares && pods(peer, family).iter().any(|net| !is_inside(&net.value))
}
