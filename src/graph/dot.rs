//! The mesh as a graph for Graphviz.

use super::MARK;
use super::ties::{facts, ties};
use crate::model::{Cluster, Mesh};

/// Circles of more clusters become a node to which all of them are tied.
const MOST: usize = 12;

/// The graph in DOT.
pub fn dot(mesh: &Mesh) -> String {
    let ties = ties(mesh, MOST);
    let mut out = format!("// {MARK}\ngraph {} {{\n", quoted(&[&mesh.name]));
    out += "  graph [layout=neato, overlap=false, splines=true, outputorder=edgesfirst];\n";
    out += "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eaf1fd\", color=\"#2f6fde\", fontname=\"sans-serif\"];\n";
    out += "  edge [color=\"#7a8699\"];\n";
    for (index, cluster) in mesh.clusters.iter().enumerate() {
        let style = if cluster.is_pending() { ", style=\"rounded,dashed\"" } else { "" };
        out += &format!("  c{} [label={}{style}];\n", index + 1, label(cluster));
    }
    for (index, circle) in ties.circles.iter().enumerate().filter(|(_, circle)| circle.is_whole) {
        let title = format!("{}: all of these", circle.title(mesh));
        let label = quoted(&[&title, "connect to each other"]);
        out += &format!("  g{} [label={label}, shape=ellipse, fillcolor=\"#fdf1e3\", color=\"#c2570c\"];\n", index + 1);
        out.extend(circle.members.iter().map(|member| format!("  c{} -- g{};\n", member + 1, index + 1)));
    }
    out.extend(ties.pairs.keys().map(|(one, two)| format!("  c{} -- c{};\n", one + 1, two + 1)));
    out + "}\n"
}

fn label(cluster: &Cluster) -> String {
    let pods = cluster.pod_cidrs.iter().map(|net| format!("pods {}", net.value));
    let services = cluster.service_cidrs.iter().map(|net| format!("services {}", net.value));
    let nodes = cluster.node_cidrs.iter().map(|node| format!("nodes {}", node.net.value));
    let lines: Vec<String> = std::iter::once(cluster.name.value.clone())
        .chain(facts(cluster))
        .chain(pods.chain(services).chain(nodes))
        .collect();
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
