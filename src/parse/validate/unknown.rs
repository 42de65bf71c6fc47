//! Nodes that GRAMMAR does not know in a place: what is intended, and where it belongs.

use super::Validator;
use super::value::keyword;
use crate::diagnostic::Fix;
use crate::kdl::Item;
use crate::parse::grammar::{Node, Type};
use crate::parse::guess::{self, Guess};
use crate::rules::unknown_node;
use crate::words::{either, list};

impl Validator<'_> {
    pub(super) fn unknown(
        &mut self,
        item: Item<'_>,
        grammar: &'static [Node],
        parent: Option<(Item<'_>, &'static Node)>,
    ) {
        let name = item.name();
        let message = match parent {
            Some((_, node)) => format!("there is no node `{name}` in `{}`", node.name),
            None => format!("there is no node `{name}` at the top of a file"),
        };
        let rename = |to: &str| Fix::proposed(format!("write `{to}`"), item.span(), to);
        if let Some((help, to)) = self.helps.get(&message) {
            let finding = unknown_node::RULE.at(item.span(), "unknown node", message).help(help);
            self.found.push(to.iter().fold(finding, |finding, to| finding.fix(rename(to))));
            return;
        }
        let mut to = None;
        let help = match (guess::node(name, grammar, parent.map(|(_, node)| node)), parent) {
            (Guess::Property(property), Some((_, node))) => {
                let value = item.arguments().next().map_or("…", |entry| entry.written());
                let (property, owner) = (property.name, node.name);
                format!("`{name}` is a property: write `{property}={value}` after the name of the `{owner}`")
            }
            (Guess::Elsewhere(known, homes), _) => {
                let whole = parent.and_then(|(around, _)| in_apiserver(item, homes, around));
                let written = whole.unwrap_or_else(|| written(item, known));
                format!("`{name}` {}{written}", belongs(homes))
            }
            (Guess::Near(near), _) => {
                to = Some(near.name);
                if name.strip_suffix(':') == Some(near.name) {
                    format!("write it without the colon: `{}`", near.name)
                } else {
                    format!("did you mean `{}`?", near.name)
                }
            }
            (Guess::Far(far, homes), _) => format!("did you mean `{far}`? It {}", belongs(homes)),
            (Guess::Cilium(way), _) => way,
            (Guess::Nothing | Guess::Property(_), _) => {
                format!("allowed here: {}", list(grammar.iter().map(|node| node.name)))
            }
        };
        self.helps.insert(message.clone(), (help.clone(), to));
        let finding = unknown_node::RULE.at(item.span(), "unknown node", message).help(help);
        self.found.push(to.iter().fold(finding, |finding, to| finding.fix(rename(to))));
    }
}

/// How a node is written where it belongs: a range is one cluster's own, and a switch is a keyword.
fn written(item: Item<'_>, name: &str) -> String {
    let argument = guess::row(name).and_then(|node| node.arguments.first());
    let word = item.text().and_then(|text| keyword(&text.value));
    match (argument.map(|argument| argument.kind), word) {
        (Some(Type::Cidr), _) if name.ends_with("-cidr") => ", in each with a range of its own".to_string(),
        (Some(Type::Boolean), Some(word)) => format!(": write `{name} {word}`"),
        _ => String::new(),
    }
}

/// Where peers reach a cluster, as a whole node: with the type that the cluster's own one has.
fn in_apiserver(item: Item<'_>, homes: &[&str], around: Item<'_>) -> Option<String> {
    let is_endpoint = ["ip", "address", "pending"].contains(&item.name()) && homes == ["apiserver"];
    if !is_endpoint || around.name() != "cluster" {
        return None;
    }
    let values: Vec<&str> = item.arguments().map(|entry| entry.written()).collect();
    let kind = around.child("apiserver").and_then(|own| own.arguments().next());
    let kind = kind.map_or("\"LoadBalancer\"", |entry| entry.written());
    Some(format!(": write `apiserver {kind} {{ {} {} }}`", item.name(), values.join(" ")))
}

fn belongs(homes: &[&'static str]) -> String {
    match homes {
        [""] => "belongs at the top of the file, outside of all braces".to_string(),
        homes => {
            let homes: Vec<&str> = homes.iter().copied().filter(|home| !home.is_empty()).collect();
            format!("belongs in the braces of {}", either(&homes))
        }
    }
}
