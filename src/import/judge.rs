//! What a mesh file in the making comes to: the values that meshc would write, which tell what need not be
//! said.

use super::sketch::{Node, Sketch};
use super::write::write;
use crate::parse::parse;
use crate::release::Version;
use crate::resolve::resolve;
use crate::world::Memory;
use crate::yaml::Value;

/// The values of each cluster, in the order of the sketch; null where there are none. Without a release in
/// the sketch they are those of `read_as`.
pub fn values(sketch: &Sketch, read_as: Option<Version>) -> Vec<Value> {
    let world = Memory::default().with("mesh.kdl", bare(sketch, read_as));
    let mesh = parse(&world, "mesh.kdl", None).ok().and_then(|parsed| parsed.mesh);
    let plan = mesh.map(|mesh| resolve(&mesh));
    let clusters = plan.map(|plan| plan.clusters).unwrap_or_default();
    let mut all: Vec<Value> =
        clusters.iter().map(|cluster| cluster.chart().map_or(Value::Null, |chart| chart.values())).collect();
    all.resize(sketch.clusters.len(), Value::Null);
    all
}

/// The text without the user's own words, which have no say in what meshc sets.
fn bare(sketch: &Sketch, read_as: Option<Version>) -> String {
    let mut bare = sketch.clone();
    if !bare.mesh.has("cilium") {
        bare.mesh.nodes.extend(read_as.map(|version| Node::new("cilium", version.to_string())));
    }
    bare.deliveries.clear();
    let bodies = bare.clusters.iter_mut().map(|cluster| &mut cluster.body);
    for body in bodies.chain([&mut bare.defaults]) {
        body.values.clear();
        body.nodes.retain(|node| !["values", "config", "base", "kops"].contains(&node.name.as_str()));
    }
    bare.mesh.nodes.retain(|node| node.name != "base");
    write(&bare, None)
}

/// Takes out of a sketch what changes nothing that meshc writes.
pub fn shorten(sketch: &mut Sketch, read_as: Option<Version>) {
    let whole = values(sketch, read_as);
    let names: Vec<(String, Option<String>)> = sketch.mesh.nodes.iter().flat_map(parts).collect();
    for part in names.iter().filter(|part| !is_kept(part)) {
        let mut shorter = sketch.clone();
        remove(&mut shorter.mesh.nodes, part);
        if values(&shorter, read_as) == whole {
            *sketch = shorter;
        }
    }
    let bodies = sketch.clusters.iter().map(|cluster| &cluster.body).chain([&sketch.defaults]);
    let mut names: Vec<(String, Option<String>)> = bodies.flat_map(|body| body.nodes.iter().flat_map(parts)).collect();
    names.sort();
    names.dedup();
    // What a node says beside its argument goes first.
    names.reverse();
    for part in names.iter().filter(|part| !is_kept(part)) {
        let mut shorter = sketch.clone();
        remove(&mut shorter.defaults.nodes, part);
        shorter.clusters.iter_mut().for_each(|cluster| remove(&mut cluster.body.nodes, part));
        if values(&shorter, read_as) == whole {
            *sketch = shorter;
        }
    }
}

/// Nodes that stay whole: what they say is not in the values.
const KEPT: &[&str] =
    &["allow", "apiserver", "base", "config", "kops", "node-cidr", "platform", "pod-cidr", "service-cidr", "values"];

/// Nodes that stay, but for what they say beside their argument: they are read best.
const READ: &[&str] = &["certificates", "cilium", "namespace", "restart", "routing"];

fn is_kept((node, property): &(String, Option<String>)) -> bool {
    KEPT.contains(&node.as_str()) || (property.is_none() && READ.contains(&node.as_str()))
}

/// A node and each of its properties.
fn parts(node: &Node) -> Vec<(String, Option<String>)> {
    let properties = node.properties.iter().map(|(name, _)| (node.name.clone(), Some(name.clone())));
    properties.chain([(node.name.clone(), None)]).collect()
}

fn remove(nodes: &mut Vec<Node>, (node, property): &(String, Option<String>)) {
    match property {
        None => nodes.retain(|one| one.name != *node),
        Some(property) => {
            let of_node = nodes.iter_mut().filter(|one| one.name == *node);
            of_node.for_each(|one| one.properties.retain(|(name, _)| name != property));
        }
    }
}
