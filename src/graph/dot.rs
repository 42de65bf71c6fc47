//! The mesh as a graph for Graphviz.

use super::MARK;
use super::ties::{Circle, facts, ties};
use crate::model::{Cluster, Mesh};

/// Circles of more clusters become a node to which all of them are tied.
const MOST: usize = 12;

/// The graph in DOT. Its nodes have the names of the clusters.
pub fn dot(mesh: &Mesh) -> String {
    let ties = ties(mesh, MOST);
    let name = |number: usize| mesh.clusters.get(number).map_or(String::new(), |it| quoted(&[&it.name.value]));
    let mut out = format!("graph {} {{\n  // {MARK}\n", quoted(&[&mesh.name]));
    out += "  graph [layout=neato, overlap=false, splines=true, outputorder=edgesfirst];\n";
    out += "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eaf1fd\", color=\"#2f6fde\", fontname=\"sans-serif\"];\n";
    out += "  edge [color=\"#7a8699\"];\n";
    for (number, cluster) in mesh.clusters.iter().enumerate() {
        let style = if cluster.is_pending() { ", style=\"rounded,dashed\"" } else { "" };
        out += &format!("  {} [label={}{style}];\n", name(number), label(cluster));
    }
    for circle in ties.circles.iter().filter(|circle| circle.is_whole) {
        let hub = hub(circle, mesh);
        let label = quoted(&[&format!("{}: all of these", circle.title(mesh)), "connect to each other"]);
        out += &format!("  {hub} [label={label}, shape=ellipse, fillcolor=\"#fdf1e3\", color=\"#c2570c\"];\n");
        out.extend(circle.members.iter().map(|member| format!("  {} -- {hub};\n", name(*member))));
    }
    out.extend(ties.pairs.keys().map(|(one, two)| format!("  {} -- {};\n", name(*one), name(*two))));
    out + "}\n"
}

/// A name that no cluster has: none has a blank in it.
fn hub(circle: &Circle, mesh: &Mesh) -> String {
    quoted(&[&format!("group {}", circle.title(mesh))])
}

fn label(cluster: &Cluster) -> String {
    let pods = cluster.pod_cidrs.iter().map(|net| format!("pods {}", net.value));
    let services = cluster.service_cidrs.iter().map(|net| format!("services {}", net.value));
    let nodes = cluster.node_cidrs.iter().map(|node| format!("nodes {}", node.net.value));
    let ranges = pods.chain(services).chain(nodes);
    let lines: Vec<String> = std::iter::once(cluster.name.value.clone()).chain(facts(cluster)).chain(ranges).collect();
    quoted(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Lines as a quoted string, in which only quotes and backslashes have a meaning.
fn quoted(lines: &[&str]) -> String {
    let escaped = |line: &&str| {
        let plain: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        plain.replace('\\', "\\\\").replace('"', "\\\"")
    };
    format!("\"{}\"", lines.iter().map(escaped).collect::<Vec<_>>().join("\\n"))
}
