//! Nodes that GRAMMAR does not know in a place: what is intended, and where it belongs.

use super::Validator;
use crate::kdl::Item;
use crate::parse::grammar::Node;
use crate::parse::guess::{self, Guess};
use crate::release::dictionary;
use crate::rules::unknown_node;
use crate::settings;
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
        if let Some(help) = self.helps.get(&message) {
            self.found.push(unknown_node::RULE.at(item.span(), "unknown node", message).help(help));
            return;
        }
        let of_cilium = of_cilium(name);
        let help = match (guess::node(name, grammar, parent.map(|(_, node)| node)), parent) {
            (Guess::Property(property), Some((_, node))) => {
                let value = item.arguments().next().map_or("…", |entry| entry.written());
                let (property, owner) = (property.name, node.name);
                format!("`{name}` is a property: write `{property}={value}` after the name of the `{owner}`")
            }
            (Guess::Elsewhere(_, homes), _) => format!("`{name}` {}", belongs(homes)),
            _ if of_cilium.is_some() => of_cilium.unwrap_or_default(),
            (Guess::Near(near), _) => format!("did you mean `{}`?", near.name),
            (Guess::Far(far, homes), _) => format!("did you mean `{far}`? It {}", belongs(homes)),
            (Guess::Nothing | Guess::Property(_), _) => {
                format!("allowed here: {}", list(grammar.iter().map(|node| node.name)))
            }
        };
        self.helps.insert(message.clone(), help.clone());
        self.found.push(unknown_node::RULE.at(item.span(), "unknown node", message).help(help));
    }
}

/// Where a value of the chart, or a key of `cilium-config`, is written.
fn of_cilium(name: &str) -> Option<String> {
    let is_said = |path: &str| {
        let last = path.rsplit('.').next().unwrap_or(path);
        path == name || (last == name && name.contains(|c: char| c.is_ascii_uppercase()))
    };
    let by_value = settings::values().find(|(_, value)| is_said(value.path)).map(|(row, _)| row);
    if let Some(row) = by_value.or_else(|| settings::of_key(name)) {
        return Some(format!("that is {} here", row.node.owner()));
    }
    if dictionary::has_value(name) {
        return Some(format!("`{name}` is a Helm value: put it in `values` of a cluster or of `defaults`"));
    }
    let is_key = dictionary::has_key(name);
    is_key.then(|| format!("`{name}` is a key of `cilium-config`: put it in `config` of a cluster or of `defaults`"))
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
