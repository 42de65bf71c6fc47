//! Holds documents against GRAMMAR: which nodes, how often, with what. Reports everything and changes nothing.

use super::grammar::{Argument, Children, Count, GRAMMAR, Need, Node, Property, Support, Times, Type};
use super::node::{Entry, Item};
use super::value;
use crate::diagnostic::Diagnostics;
use crate::rules::{
    missing_node, missing_value, not_yet_supported, repeated_node, repeated_property, unexpected_value, unknown_node,
    unknown_property,
};
use crate::source::Span;
use std::collections::BTreeMap;

/// Holds the top-level nodes of all files against [`GRAMMAR`]; `end` is where a missing node would be missed.
pub fn validate(items: &[Item<'_>], end: Span, found: &mut Diagnostics) {
    let mut validator = Validator { found, later: BTreeMap::new() };
    validator.nodes(items, GRAMMAR, end);
    validator.report_later();
}

struct Validator<'d> {
    found: &'d mut Diagnostics,
    /// Where something stands that a later release of meshc will understand, by its name: one finding each.
    later: BTreeMap<String, Vec<Span>>,
}

impl Validator<'_> {
    fn nodes(&mut self, items: &[Item<'_>], grammar: &'static [Node], end: Span) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for item in items {
            if let Some(span) = item.annotation() {
                value::annotation(span, self.found);
            }
            let Some(node) = grammar.iter().find(|node| node.name == item.name()) else {
                self.unknown(*item, grammar);
                continue;
            };
            if matches!(node.times, Times::Once | Times::Maybe) {
                if let Some(earlier) = first.get(node.name) {
                    self.found.push(
                        repeated_node::RULE
                            .at(
                                item.span(),
                                "given again here",
                                format!("`{}` stands twice where one is allowed", node.name),
                            )
                            .label(*earlier, "first given here")
                            .help("keep one of them"),
                    );
                } else {
                    first.insert(node.name, item.span());
                }
            } else {
                first.insert(node.name, item.span());
            }
            if node.support == Support::Later {
                self.later.entry(format!("`{}`", node.name)).or_default().push(item.span());
                continue;
            }
            self.node(*item, node);
        }
        for node in grammar.iter().filter(|node| matches!(node.times, Times::Once | Times::Some)) {
            if !first.contains_key(node.name) {
                self.found.push(
                    missing_node::RULE.at(end, "expected here", format!("there is no `{}`", node.name)).help(format!(
                        "add `{}`: {}",
                        example(node),
                        node.about
                    )),
                );
            }
        }
    }

    fn node(&mut self, item: Item<'_>, node: &'static Node) {
        self.arguments(item, node);
        self.properties(item, node);
        match node.children {
            Children::None if item.has_braces() => {
                self.found.push(
                    unexpected_value::RULE
                        .at(item.span(), "takes no braces", format!("`{}` has children, but takes none", node.name))
                        .help("remove the braces"),
                );
            }
            Children::None => {}
            Children::Nodes(grammar) => {
                let items: Vec<_> = item.children().collect();
                self.nodes(&items, grammar, item.span());
            }
            Children::Settings => value::settings(item, self.found),
            Children::Levels => value::levels(item, self.found, &mut self.later),
            Children::Data => value::data(item, node.arguments.len().saturating_sub(1), self.found),
        }
    }

    fn arguments(&mut self, item: Item<'_>, node: &'static Node) {
        let mut entries = item.arguments().peekable();
        for argument in node.arguments {
            let mut taken = 0;
            while taken == 0 || matches!(argument.count, Count::Some | Count::Any) {
                let Some(entry) = entries.next() else { break };
                self.value(entry, argument.kind, node.name);
                taken += 1;
            }
            if taken == 0 && matches!(argument.count, Count::One | Count::Some) {
                self.missing(item, node, argument);
                break;
            }
        }
        for entry in entries {
            let message = match node.arguments {
                [] => format!("`{}` takes no value", node.name),
                known => format!("`{}` takes no more than {}", node.name, count(known.len())),
            };
            self.found.push(unexpected_value::RULE.at(entry.span(), "one too many", message).help("remove it"));
        }
    }

    fn missing(&mut self, item: Item<'_>, node: &Node, argument: &Argument) {
        let (article, what) = (article(argument.name), argument.name);
        self.found.push(
            missing_value::RULE
                .at(item.span(), format!("needs {article} {what}"), format!("`{}` has no {what}", node.name))
                .help(format!("write it behind the name: `{}`", example(node))),
        );
    }

    fn properties(&mut self, item: Item<'_>, node: &'static Node) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in item.properties() {
            let Some(key) = entry.key() else { continue };
            let known = node.properties.iter().find(|property| property.name == key);
            if let Some(earlier) = first.insert(key, entry.key_span()) {
                self.found.push(
                    repeated_property::RULE
                        .at(
                            entry.key_span(),
                            "given again here",
                            format!("`{}` has the property `{key}` twice", node.name),
                        )
                        .label(earlier, "first given here")
                        .help("keep one of them: KDL itself would silently take the last"),
                );
            } else if let Some(property) = known {
                if property.support == Support::Later {
                    let name = format!("`{key}=` of `{}`", node.name);
                    self.later.entry(name).or_default().push(entry.key_span());
                } else {
                    self.value(entry, property.kind, key);
                }
            } else {
                self.unknown_property(entry, key, node);
            }
        }
        let word = item.text().map(|text| text.value);
        for property in node.properties {
            let given = first.get(property.name);
            match (property.need, given) {
                (Need::Required, None) => self.missing_property(item, node, property),
                (Need::OrArgument, None) if item.arguments().next().is_none() => {
                    self.missing_property(item, node, property);
                }
                (Need::RequiredWith(wanted), None) if word.as_deref() == Some(wanted) => {
                    self.missing_property(item, node, property);
                }
                (Need::RequiredWith(wanted) | Need::With(wanted), Some(span)) if word.as_deref() != Some(wanted) => {
                    let message = format!("`{}=` goes with `{} \"{wanted}\"` only", property.name, node.name);
                    self.found.push(unexpected_value::RULE.at(*span, "has no meaning here", message).help("remove it"));
                }
                _ => {}
            }
        }
    }

    fn unknown_property(&mut self, entry: Entry<'_>, key: &str, node: &Node) {
        let names = node.properties.iter().map(|property| property.name);
        let help = match value::similar(key, names.clone()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if node.properties.is_empty() => format!("`{}` takes no properties: remove it", node.name),
            None => format!("`{}` takes {}", node.name, value::list(names)),
        };
        let message = format!("`{}` has no property `{key}`", node.name);
        let mut diagnostic = unknown_property::RULE.at(entry.key_span(), "unknown property", message).help(help);
        if let Children::Nodes(children) = node.children
            && children.iter().any(|child| child.name == key)
        {
            diagnostic = diagnostic.help(format!("`{key}` is a node: write it in the braces of `{}`", node.name));
        }
        self.found.push(diagnostic);
    }

    fn missing_property(&mut self, item: Item<'_>, node: &Node, property: &Property) {
        let (name, property, about) = (node.name, property.name, property.about);
        let (label, message) = match node.arguments.first() {
            Some(argument) if matches!(argument.count, Count::Any | Count::Maybe) => {
                let what = format!("{} {}", article(argument.name), argument.name);
                (format!("needs {what} or `{property}=`"), format!("`{name}` has neither {what} nor `{property}=`"))
            }
            _ => (format!("needs `{property}=`"), format!("`{name}` has no `{property}=`")),
        };
        self.found
            .push(missing_value::RULE.at(item.span(), label, message).help(format!("add `{property}=`: {about}")));
    }

    fn value(&mut self, entry: Entry<'_>, kind: Type, owner: &str) {
        value::check(entry, kind, owner, self.found);
        if kind == Type::Rule
            && let Some(name) = entry.text()
        {
            value::rule_name(&name.value, name.span, self.found, &mut self.later);
        }
    }

    fn unknown(&mut self, item: Item<'_>, grammar: &'static [Node]) {
        let name = item.name();
        let names = grammar.iter().map(|node| node.name);
        let help = match (value::similar(name, names.clone()), home(name)) {
            (_, Some(parent)) => format!("`{name}` belongs into the braces of `{parent}`"),
            (Some(similar), None) => format!("did you mean `{similar}`?"),
            (None, None) => format!("what may stand here: {}", value::list(names)),
        };
        let message = format!("there is no node `{name}` here");
        self.found.push(unknown_node::RULE.at(item.span(), "unknown node", message).help(help));
    }

    fn report_later(&mut self) {
        for (name, spans) in &self.later {
            let Some((first, more)) = spans.split_first() else { continue };
            let message = match more.len() {
                0 => format!("{name} is not supported yet"),
                others => format!("{name} is not supported yet (and stands in {others} more places)"),
            };
            let mut diagnostic = not_yet_supported::RULE.at(*first, "not yet", message);
            for span in more.iter().take(2) {
                diagnostic = diagnostic.label(*span, "here too");
            }
            let help =
                "remove it: this release of meshc compiles meshes of Cilium 1.2 to 1.4 that read each other's etcd";
            self.found.push(diagnostic.help(help));
        }
    }
}

/// Where a node of that name may stand, when it has one home only.
fn home(name: &str) -> Option<&'static str> {
    let mut homes = Vec::new();
    let mut open: Vec<(&'static str, &'static [Node])> = vec![("", GRAMMAR)];
    while let Some((parent, nodes)) = open.pop() {
        for node in nodes {
            if node.name == name && !homes.contains(&parent) {
                homes.push(parent);
            }
            if let Children::Nodes(children) = node.children {
                open.push((node.name, children));
            }
        }
    }
    // What stands in `cluster` may stand in `defaults` too.
    homes.retain(|home| *home != "defaults");
    match homes.as_slice() {
        [home] if !home.is_empty() => Some(home),
        _ => None,
    }
}

/// A node as it might be written, for a help.
fn example(node: &Node) -> String {
    let arguments = node.arguments.iter().filter(|argument| !matches!(argument.count, Count::Maybe | Count::Any));
    let words = arguments.map(|argument| format!(" \"<{}>\"", argument.name)).collect::<String>();
    format!("{}{words}", node.name)
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn count(number: usize) -> String {
    if number == 1 { "one value".to_string() } else { format!("{number} values") }
}
