//! The text of a listing to its nodes.

use super::place::{Place, Text};
use super::{ciliumnodes, table};
use crate::address;
use crate::diagnostic::Diagnostic;
use ipnet::IpNet;
use std::net::IpAddr;

/// The nodes of a listing, in its order.
pub struct Listing<'s> {
    /// Who made it.
    pub form: Form,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The text that it is read from.
    pub text: Text<'s>,
}

/// Who made a listing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An agent, of all nodes that it knows.
    Table,
    /// Kubernetes, of the nodes of one cluster.
    Objects,
}

/// One node as it is listed.
pub struct Node {
    /// The cluster before its name.
    pub cluster: Option<String>,
    /// Its name.
    pub name: String,
    /// Where its name is.
    pub place: Place,
    /// At most one of each family.
    pub addresses: Vec<Listed<IpAddr>>,
    /// Its pod ranges.
    pub ranges: Vec<Listed<IpNet>>,
}

/// A value of a node, and where it is.
pub struct Listed<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub place: Place,
}

/// Passes over prompts and blank lines; the first line after them chooses the form.
pub fn read(text: Text<'_>) -> Result<Listing<'_>, Box<Diagnostic>> {
    let mark = '\u{feff}';
    let mut start = if text.text.starts_with(mark) { mark.len_utf8() } else { 0 };
    for line in text.text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let word = line.trim();
        if word.is_empty() || table::is_prompt(word) {
            start += line.len();
            continue;
        }
        if word.starts_with(['{', '[']) {
            return objects(text, ciliumnodes::of_json(text, start)?);
        }
        if YAML.iter().any(|first| word.starts_with(first)) {
            return objects(text, ciliumnodes::of_yaml(text, start)?);
        }
        return Ok(Listing { form: Form::Table, nodes: table::read(text)?, text });
    }
    Err(text.invalid(&Place::Bytes(0..0), "the listing is empty", FORMS))
}

fn objects(text: Text<'_>, nodes: Vec<Node>) -> Result<Listing<'_>, Box<Diagnostic>> {
    if nodes.is_empty() {
        let help = "run `kubectl get ciliumnodes -o json` in a cluster where agents run";
        return Err(text.invalid(&Place::Bytes(0..0), "the listing has no node", help));
    }
    Ok(Listing { form: Form::Objects, nodes, text })
}

/// What YAML of kubectl can begin with.
const YAML: &[&str] = &["apiVersion:", "items:", "kind:", "metadata:", "---"];

/// What a listing may be.
pub const FORMS: &str =
    "give the table of `cilium node list`, or CiliumNode objects as `kubectl get ciliumnodes -o json` prints them";

/// `<cluster>/<node>`, or the node alone: `Fullname` of `pkg/node/node.go` leaves out the cluster `default`.
pub fn full_name(word: &str) -> Option<(Option<String>, String)> {
    let is_address = word.parse::<IpAddr>().is_ok() || address::parse(word).is_some();
    let (cluster, name) = match word.split_once('/') {
        Some((cluster, name)) => (Some(cluster), name),
        None => (None, word),
    };
    let is_good = !is_address && is_name(name) && cluster.is_none_or(is_name);
    is_good.then(|| (cluster.map(str::to_string), name.to_string()))
}

/// Whether a name can be shown as it is; Kubernetes takes no others for nodes (RFC 1123).
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
