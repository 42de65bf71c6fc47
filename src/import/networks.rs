//! Ranges of nodes that several clusters have are one network.

use super::sketch::{Node, Sketch};
use crate::address;
use ipnet::IpNet;

/// Makes networks of ranges that are shared.
pub fn share(sketch: &mut Sketch) {
    let nets: Vec<(usize, IpNet)> = sketch
        .clusters
        .iter()
        .enumerate()
        .flat_map(|(at, cluster)| {
            let nodes = cluster.body.nodes.iter().filter(|node| node.name == "node-cidr");
            nodes.flat_map(|node| &node.arguments).filter_map(move |one| Some((at, address::parse(one.as_str()?)?)))
        })
        .collect();
    let mut networks: Vec<IpNet> = Vec::new();
    for (at, net) in &nets {
        let is_shared = nets.iter().any(|(other, theirs)| other != at && address::overlap(net, theirs));
        let is_inner = nets.iter().any(|(_, theirs)| theirs != net && address::contains(theirs, net));
        if is_shared && !is_inner && !networks.contains(net) {
            networks.push(*net);
        }
    }
    for (number, network) in networks.iter().enumerate() {
        let name = if networks.len() == 1 { "nodes".to_string() } else { format!("nodes-{}", number + 1) };
        sketch.networks.push(Node::with("network", vec![name.as_str().into(), network.to_string().into()]));
        for cluster in &mut sketch.clusters {
            for node in cluster.body.nodes.iter_mut().filter(|node| node.name == "node-cidr") {
                let is_in = |one: &crate::yaml::Value| {
                    one.as_str().and_then(address::parse).is_some_and(|net| address::contains(network, &net))
                };
                if node.arguments.iter().all(is_in) && !node.arguments.is_empty() {
                    *node = Node::with("node-cidr", Vec::new()).property("network", name.as_str());
                }
            }
        }
    }
}
