//! `peering`: groups and links, each group under its own name.

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Group, Link, Peering};
use crate::rules::repeated_node;

/// Who connects to whom.
pub fn peering(item: Item<'_>, found: &mut Diagnostics) -> Peering {
    let (mut groups, mut links): (Vec<Group>, Vec<Link>) = (Vec::new(), Vec::new());
    for child in item.children() {
        let names = child.arguments().filter_map(|entry| entry.text());
        match child.name() {
            "group" => {
                let mut names = names;
                let Some(name) = names.next() else { continue };
                if let Some(earlier) = groups.iter().find(|group| group.name.value == name.value) {
                    let message = format!("there are two groups `{}`", name.value);
                    let diagnostic = repeated_node::RULE.at(name.span, "given again here", message);
                    let help = "write all members of a group in one node, or give the second another name";
                    found.push(diagnostic.label(earlier.name.span, "first given here").help(help));
                }
                groups.push(Group { name, members: names.collect() });
            }
            "link" => links.push(Link { span: child.head(), ends: names.take(2).collect() }),
            _ => {}
        }
    }
    Peering::new(item.head(), groups, links)
}
