//! The text of a listing to its nodes.

use super::node::{Agent, FORMS, Node};
use super::place::Text;
use super::{ciliumnodes, status, table};
use crate::diagnostic::Diagnostic;

/// The nodes of a listing, in its order.
pub struct Listing<'s> {
    /// Who made it.
    pub form: Form,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// What an agent reports of its peers, where it does.
    pub agent: Option<Agent>,
    /// The text that it is read from.
    pub text: Text<'s>,
}

/// Who made a listing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An agent, of all nodes that it knows.
    View,
    /// Kubernetes, of the nodes of one cluster.
    Objects,
}

/// Passes over prompts and blank lines; the first line after them chooses the form.
pub fn read(text: Text<'_>) -> Result<Vec<Listing<'_>>, Box<Diagnostic>> {
    let mark = '\u{feff}';
    let mut start = if text.text.starts_with(mark) { mark.len_utf8() } else { 0 };
    for line in text.text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let word = line.trim();
        if word.is_empty() || table::is_prompt(word) {
            start += line.len();
            continue;
        }
        if word.starts_with(['{', '[']) {
            if status::is_status(text, start) {
                let statuses = status::read(text, start)?.into_iter();
                let listing = |(nodes, agent)| Listing { form: Form::View, nodes, agent: Some(agent), text };
                return Ok(statuses.map(listing).collect());
            }
            return objects(text, ciliumnodes::of_json(text, start)?);
        }
        if YAML.iter().any(|first| word.starts_with(first)) {
            return objects(text, ciliumnodes::of_yaml(text, start)?);
        }
        return Ok(vec![Listing { form: Form::View, nodes: table::read(text)?, agent: None, text }]);
    }
    Err(text.invalid(&text.bytes(0..0), "the listing is empty", FORMS))
}

fn objects(text: Text<'_>, nodes: Vec<Node>) -> Result<Vec<Listing<'_>>, Box<Diagnostic>> {
    if nodes.is_empty() {
        let help = "run `kubectl get ciliumnodes -o json` in a cluster where agents run";
        return Err(text.invalid(&text.bytes(0..0), "the listing has no node", help));
    }
    Ok(vec![Listing { form: Form::Objects, nodes, agent: None, text }])
}

/// What YAML of kubectl can begin with.
const YAML: &[&str] = &["apiVersion:", "items:", "kind:", "metadata:", "---"];
