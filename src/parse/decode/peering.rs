//! `peering`: groups and links, each group under its own name.

use super::statement::Statement;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Group, Link, Peering};
use crate::rules::repeated_node;
use crate::source::Listed;

/// Who connects to whom.
pub fn peering(item: Item<'_>, statement: Statement<'_>, found: &mut Diagnostics) -> Peering {
    let mut groups: Listed<Group> = Listed::new(Vec::new(), statement.broken("group"));
    let mut links: Listed<Link> = Listed::new(Vec::new(), statement.broken("link"));
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
