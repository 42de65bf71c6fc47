//! Nodes that GRAMMAR does not know in a place: what is intended, and where it belongs.

use super::Validator;
use crate::diagnostic::nearest;
use crate::kdl::Item;
use crate::parse::grammar::{Children, GRAMMAR, Node};
use crate::rules::unknown_node;
use crate::words::{either, list};
use std::collections::BTreeMap;

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
        let homes = homes();
        let near = nearest(name, grammar.iter().map(|node| node.name));
        let far = nearest(name, homes.keys().copied());
        let property = parent.and_then(|(_, node)| node.properties.iter().find(|property| property.name == name));
        let help = if let (Some(property), Some((_, node))) = (property, parent) {
            self.meant.insert(property.name);
            let value = item.arguments().next().map_or("…", |entry| entry.written());
            format!("`{name}` is a property: write `{}={value}` after the name of the `{}`", property.name, node.name)
        } else if let Some((known, homes)) = homes.get_key_value(name) {
            self.meant.insert(*known);
            format!("`{name}` {}", belongs(homes))
        } else if let Some(near) = near {
            self.meant.insert(near);
            format!("did you mean `{near}`?")
        } else if let Some((far, homes)) = far.and_then(|far| homes.get_key_value(far)) {
            self.meant.insert(*far);
            format!("did you mean `{far}`? It {}", belongs(homes))
        } else {
            format!("allowed here: {}", list(grammar.iter().map(|node| node.name)))
        };
        self.helps.insert(message.clone(), help.clone());
        self.found.push(unknown_node::RULE.at(item.span(), "unknown node", message).help(help));
    }
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

/// Every node, and the nodes in which it is allowed: nothing for the top of a file.
fn homes() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut homes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: Vec<(&str, &[Node])> = vec![("", GRAMMAR)];
    while let Some((parent, nodes)) = open.pop() {
        for node in nodes {
            let known = homes.entry(node.name).or_default();
            // What is allowed in `cluster` is allowed in `defaults` too.
            if !known.contains(&parent) && parent != "defaults" {
                known.push(parent);
            }
            if let Children::Nodes(children) = node.children {
                open.push((node.name, children));
            }
        }
    }
    homes.values_mut().for_each(|homes| homes.sort_unstable());
    homes
}
