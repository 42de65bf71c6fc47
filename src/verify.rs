//! What clusters report, held against the mesh: a [`Mesh`] and a listing of nodes to a [`Report`].
//!
//! Two forms of listing are read. The table of `cilium node list` is one agent's view of the whole mesh, its own cluster
//! included, and names every node's cluster. CiliumNode objects (`kubectl get ciliumnodes -o json` or `-o yaml`, several
//! one after the other too) are one cluster's view of itself and name no cluster, so a node belongs to the cluster whose
//! pod CIDR holds its range. Hence a cluster that is missing from a table is a finding, and one that is missing from
//! objects is a finding only when these are of more than one cluster: somebody then meant to collect them all.

mod ciliumnodes;
mod membership;
mod ranges;
mod roll;
mod table;
mod twice;
mod wording;

use crate::address;
use crate::model::Mesh;
use ipnet::IpNet;
use roll::Roll;
use std::fmt;
use std::net::IpAddr;

/// What became of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many nodes are listed; one that several agents list in the same way is one.
    pub nodes: usize,
    /// How many clusters of the mesh they belong to.
    pub clusters: usize,
    /// How they differ from the mesh: who is listed, then pod ranges, then node addresses.
    pub findings: Vec<Finding>,
}

/// One defect, with all nodes of a cluster that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The line of the first node in a table, from 1; none for objects, and for what is not listed.
    pub line: Option<usize>,
    /// What differs: lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Why a text is no listing, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what was expected, without the place.
    pub message: String,
}

impl fmt::Display for ListingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ListingError {}

/// Holds a listing against the mesh.
///
/// # Errors
/// When the text is in neither form, or a row or an object of it cannot be read.
pub fn verify(mesh: &Mesh, listing: &str) -> Result<Report, ListingError> {
    let listing = read(listing)?;
    if listing.nodes.is_empty() && listing.form == Form::Objects {
        let message = "the listing has no node; run it where the agents are".to_string();
        return Err(ListingError { line: 1, message });
    }
    let roll = Roll::new(mesh, &listing);
    let mut findings = Vec::new();
    membership::check(&roll, &mut findings);
    ranges::check(&roll, &mut findings);
    twice::check(&roll, &mut findings);
    Ok(Report { nodes: roll.members.len(), clusters: roll.seen().len(), findings })
}

/// The nodes of a listing, in its order.
struct Listing {
    form: Form,
    nodes: Vec<Node>,
}

/// Who made a listing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// An agent, of all nodes that it knows.
    Table,
    /// Kubernetes, of the nodes of one cluster.
    Objects,
}

/// One node as it is listed.
struct Node {
    line: Option<usize>,
    cluster: Option<String>,
    name: String,
    /// At most one of each family.
    addresses: Vec<IpAddr>,
    ranges: Vec<IpNet>,
}

/// Passes over prompts and blank lines and lets the first line that says something choose the form.
fn read(listing: &str) -> Result<Listing, ListingError> {
    let text = listing.strip_prefix('\u{feff}').unwrap_or(listing);
    let mut start = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let word = line.trim();
        if !word.is_empty() && !table::is_prompt(word) {
            let body = text.get(start..).unwrap_or("");
            return if word.starts_with(['{', '[']) {
                Ok(Listing { form: Form::Objects, nodes: ciliumnodes::of_json(body, index + 1)? })
            } else if YAML.iter().any(|first| word.starts_with(first)) {
                Ok(Listing { form: Form::Objects, nodes: ciliumnodes::of_yaml(body, index + 1)? })
            } else {
                Ok(Listing { form: Form::Table, nodes: table::read(text)? })
            };
        }
        start += line.len();
    }
    Err(ListingError { line: 1, message: format!("nothing is listed here; expected {EXPECTED}") })
}

/// What YAML of kubectl can begin with.
const YAML: &[&str] = &["apiVersion:", "items:", "kind:", "metadata:", "---"];

const EXPECTED: &str =
    "the table of `cilium node list`, or CiliumNode objects as `kubectl get ciliumnodes -o json` prints them";

/// `<cluster>/<node>`, or the node alone: `Fullname` of `pkg/node/node.go` leaves out the cluster `default`.
fn full_name(word: &str) -> Option<(Option<String>, String)> {
    let is_address = word.parse::<IpAddr>().is_ok() || address::parse(word).is_some();
    let (cluster, name) = match word.split_once('/') {
        Some((cluster, name)) => (Some(cluster), name),
        None => (None, word),
    };
    let is_good = !is_address && is_name(name) && cluster.is_none_or(is_name);
    is_good.then(|| (cluster.map(str::to_string), name.to_string()))
}

/// Whether a name can stand in a message as it is; Kubernetes takes no others for nodes (RFC 1123).
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
