//! Nodes that clusters report, compared with the mesh: a [`Mesh`] and a listing of nodes to findings in both.
//!
//! Three forms of listing are read. The table of `cilium node list` is one agent's view of the whole mesh,
//! its own cluster included, and names every node's cluster. CiliumNode objects (`kubectl get ciliumnodes -o
//! json` or `-o yaml`, several one after the other too) are one cluster's view of itself and name no cluster,
//! so a node belongs to the cluster whose pod CIDR contains its range. Hence a cluster that is missing from a
//! table is a finding, and one that is missing from objects is a finding only when these are of more than one
//! cluster: somebody then tried to collect them all.
//!
//! The status of an agent (`cilium-dbg status -o json`) names its cluster and those that it connects to.
//!
//! `listing` reads, with `table`, `ciliumnodes` and `status`; `roll` assigns nodes to clusters; `membership`,
//! `agents`, `ranges` and `twice` raise the rules that are about listings.

mod agents;
mod ciliumnodes;
mod json;
mod listing;
mod membership;
mod node;
mod place;
mod ranges;
mod roll;
mod status;
mod table;
mod twice;

use crate::diagnostic::Diagnostics;
use crate::model::Mesh;
use crate::source::{FileId, Sources};
use place::Text;
use roll::Roll;

/// What a listing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// How many nodes are listed; one that several agents list in the same way is one.
    pub nodes: usize,
    /// How many clusters of the mesh they belong to.
    pub clusters: usize,
}

/// Compares the listings in files with the mesh, all together. Nothing is seen where one of them cannot be
/// read, and why is found.
pub fn verify(mesh: &Mesh, sources: &Sources, files: &[FileId], found: &mut Diagnostics) -> Option<Seen> {
    let mut listings = Vec::new();
    let mut is_whole = true;
    for file in files {
        let text = sources.get(*file).map(|source| source.text.as_str()).unwrap_or_default();
        match listing::read(Text { file: *file, text }) {
            Ok(read) => listings.extend(read),
            Err(wrong) => {
                found.push(*wrong);
                is_whole = false;
            }
        }
    }
    if !is_whole {
        return None;
    }
    let roll = Roll::new(mesh, &listings);
    membership::check(&roll, found);
    ranges::check(&roll, found);
    twice::check(&roll, found);
    Some(Seen { nodes: roll.members.len(), clusters: roll.seen().len() })
}
