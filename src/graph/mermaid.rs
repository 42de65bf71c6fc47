//! The mesh as a flowchart for Mermaid, which forges draw in Markdown.

use super::MARK;
use super::ties::{Ties, facts, ties};
use crate::model::{Cluster, Mesh};

/// Mermaid draws no more edges than 500 (`maxEdges`); circles become a node while there are more.
const MOST_EDGES: usize = 480;

/// The flowchart.
pub fn mermaid(mesh: &Mesh) -> String {
    let ties = few_enough(mesh);
    let mut out = format!("flowchart LR\n    %% {MARK}\n");
    for (index, cluster) in mesh.clusters.iter().enumerate() {
        out += &format!("    c{}[{}]\n", index + 1, label(cluster));
    }
    for (index, circle) in ties.circles.iter().enumerate().filter(|(_, circle)| circle.is_whole) {
        let title = format!("{}: all of these connect to each other", circle.title(mesh));
        out += &format!("    g{}(({}))\n", index + 1, quoted(&[title]));
        out.extend(circle.members.iter().map(|member| format!("    c{} --- g{}\n", member + 1, index + 1)));
    }
    out.extend(ties.pairs.keys().map(|(one, two)| format!("    c{} --- c{}\n", one + 1, two + 1)));
    out
}

fn few_enough(mesh: &Mesh) -> Ties {
    let all = [12, 6, 2].into_iter().map(|most| ties(mesh, most));
    let edges = |ties: &Ties| {
        let whole = ties.circles.iter().filter(|circle| circle.is_whole).map(|circle| circle.members.len());
        ties.pairs.len() + whole.sum::<usize>()
    };
    all.min_by_key(|ties| edges(ties).max(MOST_EDGES)).unwrap_or_default()
}

fn label(cluster: &Cluster) -> String {
    let pods = cluster.pod_cidrs.iter().map(|net| format!("pods {}", net.value));
    let all: Vec<String> = std::iter::once(cluster.name.value.clone()).chain(facts(cluster)).chain(pods).collect();
    quoted(&all)
}

/// Lines as a quoted label. What is neither a letter, a digit nor plain punctuation is written as an entity:
/// Mermaid reads `#` as its beginning, and Markdown and HTML in labels.
fn quoted(lines: &[String]) -> String {
    let escaped = |c: char| match c {
        c if c.is_alphanumeric() || " .:/-_,()".contains(c) => c.to_string(),
        c if c.is_control() => " ".to_string(),
        c => format!("#{};", u32::from(c)),
    };
    let lines = lines.iter().map(|line| line.chars().map(escaped).collect::<String>());
    format!("\"{}\"", lines.collect::<Vec<_>>().join("<br/>"))
}
