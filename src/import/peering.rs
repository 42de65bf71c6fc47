//! Who connects to whom, where the clusters' own lists of peers leave somebody out; and peers that are in no
//! given file.

use super::settle::Settled;
use super::sketch::Node;

/// The links of a partial mesh, none of a full one; and comments.
pub fn links(clusters: &[Settled]) -> (Vec<Node>, Vec<String>) {
    let lists = |cluster: &Settled, name: &str| cluster.peers.iter().any(|(peer, _)| peer == name);
    let mut links = Vec::new();
    let mut is_partial = false;
    for (at, one) in clusters.iter().enumerate() {
        for other in clusters.iter().skip(at + 1) {
            // Who lists nobody gets its peers otherwise.
            let is_known = !one.peers.is_empty() && !other.peers.is_empty();
            if is_known && !lists(one, &other.name) && !lists(other, &one.name) {
                is_partial = true;
            } else {
                links.push(Node::with("link", vec![one.name.as_str().into(), other.name.as_str().into()]));
            }
        }
    }
    if !is_partial {
        links.clear();
    }
    (links, strangers(clusters))
}

/// Peers of which no file is given.
fn strangers(clusters: &[Settled]) -> Vec<String> {
    let mut seen: Vec<&str> = Vec::new();
    let mut comments = Vec::new();
    for (name, entry) in clusters.iter().flat_map(|cluster| &cluster.peers) {
        let is_known = clusters.iter().any(|cluster| cluster.name == *name) || seen.contains(&name.as_str());
        if is_known {
            continue;
        }
        seen.push(name);
        let place = if entry.value.is_place() { format!(" ({})", entry.value.shown()) } else { String::new() };
        comments.push(format!(
            "`{name}`{place} is a peer in {}, and in no file given: import it too, or write its cluster here",
            entry.source
        ));
    }
    comments
}
