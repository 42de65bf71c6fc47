//! Holds documents against GRAMMAR: which nodes, how often, with what. Reports everything and changes
//! nothing.

mod entries;
mod free_form;
mod unknown;
mod value;
mod without_spec;
mod without_type;

pub use value::{is_endpoint, is_host, is_object_name_pattern};

use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::parse::grammar::{Children, Count, GRAMMAR, Node, Times, Type};
use crate::parse::unread::Unread;
use crate::rules::{missing_node, unexpected_value};
use crate::source::Span;
use std::collections::BTreeMap;

/// Holds the top-level nodes of all files against [`GRAMMAR`]. A missing one would be missed at `end`; when
/// that is unknown, for what is missing may be in a file that could not be read, none is. What is `unread` is
/// not missing.
pub fn validate(items: &[Item<'_>], unread: &Unread, end: Option<Span>, found: &mut Diagnostics) {
    let mut validator = Validator { found, helps: BTreeMap::new(), unread };
    validator.nodes(items, GRAMMAR, None);
    if let Some(end) = end {
        validator.missing(("", GRAMMAR), items, end);
        without_spec::check(items, unread, validator.found);
        without_type::check(items, unread, validator.found);
    }
}

struct Validator<'d> {
    found: &'d mut Diagnostics,
    /// The help for each message about an unknown node, and the name that is meant: what is wrong in the same
    /// way in many clusters is worked out once.
    helps: BTreeMap<String, (String, Option<&'static str>)>,
    unread: &'d Unread,
}

impl Validator<'_> {
    fn nodes(&mut self, items: &[Item<'_>], grammar: &'static [Node], parent: Option<(Item<'_>, &'static Node)>) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for item in items {
            if let Some(span) = item.annotation() {
                value::annotation(span, self.found);
            }
            let Some(node) = grammar.iter().find(|node| node.name == item.name()) else {
                self.unknown(*item, grammar, parent);
                continue;
            };
            let is_single = match node.times {
                Times::Once | Times::Maybe => true,
                Times::OnceWithout(property) => item.property(property).is_none(),
                Times::Some | Times::Any => false,
            };
            if is_single {
                let earlier = *first.entry(node.name).or_insert(item.span());
                if earlier != item.span() {
                    self.found.push(free_form::repeated(node.name, item.span(), earlier));
                }
            }
            self.node(*item, node, parent);
        }
    }

    fn node(&mut self, item: Item<'_>, node: &'static Node, parent: Option<(Item<'_>, &'static Node)>) {
        self.arguments(item, node);
        self.properties(item, node, parent);
        match node.children {
            Children::None if item.has_braces() => {
                let message = format!("`{}` has children, but takes none", node.name);
                let help = if node.arguments.is_empty() {
                    "remove the braces"
                } else {
                    "remove the braces; values come after the name"
                };
                self.found.push(unexpected_value::RULE.at(item.span(), "takes no braces", message).help(help));
            }
            Children::None => {}
            Children::Nodes(grammar) => {
                let items: Vec<_> = item.children().collect();
                self.nodes(&items, grammar, Some((item, node)));
                self.missing((node.name, grammar), &items, item.head());
            }
            Children::Settings => free_form::settings(item, self.found),
            Children::Levels => free_form::levels(item, self.found),
            Children::Data => free_form::data(item, node.arguments.len().saturating_sub(1), self.found),
        }
    }

    fn missing(&mut self, (home, grammar): (&'static str, &[Node]), items: &[Item<'_>], end: Span) {
        for node in grammar.iter().filter(|node| matches!(node.times, Times::Once | Times::Some)) {
            if self.unread.in_common((home, node.name)).is_some() || items.iter().any(|item| item.name() == node.name) {
                continue;
            }
            let message = format!("there is no `{}`", node.name);
            let help = format!("add `{}`: {}", example(node), node.about);
            let diagnostic = missing_node::RULE.at(end, "expected here", message).help(help);
            let is_at_top = std::ptr::eq(grammar, GRAMMAR);
            self.found.push(if is_at_top { diagnostic.lacks(format!("`{}`", node.name)) } else { diagnostic });
        }
    }
}

/// A value of a type, for a help: where it is of no type, what it is.
fn sample(kind: Type, name: &str) -> String {
    match kind {
        Type::Boolean => "#true".to_string(),
        Type::Integer(low, high) if high <= 128 => 16.clamp(low, high).to_string(),
        Type::Integer(low, high) => 100.clamp(low, high).to_string(),
        Type::AnyInteger => "1".to_string(),
        Type::Cidr => "\"10.1.0.0/16\"".to_string(),
        _ => format!("\"<{name}>\""),
    }
}

/// A node as it might be written, for a help.
fn example(node: &Node) -> String {
    let arguments = node.arguments.iter().filter(|argument| !matches!(argument.count, Count::Maybe | Count::Any));
    let words = arguments.map(|argument| format!(" {}", sample(argument.kind, argument.name))).collect::<String>();
    format!("{}{words}", node.name)
}
