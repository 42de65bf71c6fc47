//! Holds what GRAMMAR does not list against its shape: keys of a ConfigMap, levels of rules, data of any
//! kind.

use super::value::{self, is_data_key};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::kdl::Item;
use crate::parse::grammar::Type;
use crate::rules::{missing_value, repeated_node, unexpected_value, unknown_property, wrong_type};
use crate::source::Span;
use std::collections::BTreeMap;

const LEVELS: Type = Type::Choice(&["error", "warning", "off"]);

/// Keys of a ConfigMap, each once, each with one scalar.
pub fn settings(item: Item<'_>, found: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for child in item.children() {
        let name = child.name();
        if !is_data_key(name) {
            let help = "use letters, digits, `-`, `_` and `.`, and do not begin with `..`";
            let message = format!("`{name}` is not a valid key of a ConfigMap");
            found.push(wrong_type::RULE.at(child.span(), "not a key", message).help(help));
        }
        once(child, &mut first, found);
        only_value(child, Type::Scalar, found);
    }
}

/// Names of rules, each once, each with a level.
pub fn levels(item: Item<'_>, found: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for child in item.children() {
        value::rule_name(child.name(), child.span(), found);
        once(child, &mut first, found);
        only_value(child, LEVELS, found);
    }
}

/// A node with exactly one value and nothing else.
fn only_value(item: Item<'_>, kind: Type, found: &mut Diagnostics) {
    let name = item.name();
    if let Some(span) = item.annotation() {
        value::annotation(span, found);
    }
    let mut arguments = item.arguments();
    match arguments.next() {
        Some(entry) => value::check(entry, kind, name, found),
        None if item.has_braces() || item.properties().next().is_some() => {}
        None => {
            let message = format!("`{name}` has no value");
            let help = format!("write it after the name: {name} \"…\"");
            found.push(missing_value::RULE.at(item.span(), "needs a value", message).help(help));
        }
    }
    if let Some(entry) = arguments.next() {
        let end = arguments.last().map_or(entry.span().end, |last| last.span().end);
        let message = format!("`{name}` takes only one value");
        let span = Span { end, ..entry.span() };
        found.push(unexpected_value::RULE.at(span, "too many", message).help("remove all but the first"));
    }
    for entry in item.properties() {
        let help = format!("write the value alone: {name} {}", entry.written());
        let message = format!("`{name}` takes one value and no properties");
        found.push(unknown_property::RULE.at(entry.span(), "a property", message).help(help));
    }
    if item.has_braces() {
        let message = format!("`{name}` has children, but takes one value");
        let help = "write the value after the name, without braces";
        found.push(unexpected_value::RULE.at(item.span(), "takes no braces", message).help(help));
    }
}

fn once<'k>(item: Item<'k>, first: &mut BTreeMap<&'k str, Span>, found: &mut Diagnostics) {
    if let Some(earlier) = first.insert(item.name(), item.span()) {
        found.push(repeated(item.name(), item.span(), earlier));
    }
}

/// A node that appears twice where one is allowed.
pub fn repeated(name: &str, span: Span, earlier: Span) -> Diagnostic {
    let message = format!("`{name}` appears twice; only one is allowed");
    let diagnostic = repeated_node::RULE.at(span, "given again here", message);
    diagnostic.label(earlier, "first given here").help("keep one of them")
}

/// Data of any shape: arguments after the first `skip`, or children, not both; children named `-` are a list.
pub fn data(item: Item<'_>, skip: usize, found: &mut Diagnostics) {
    let name = item.name();
    if item.arguments().nth(skip).is_some() && item.has_braces() {
        let message = format!("`{name}` has values and braces");
        let help = "write a map in braces, or a list as several values or as children named `-`";
        found.push(unexpected_value::RULE.at(item.span(), "both", message).help(help));
    }
    let is_list = item.child("-").is_some();
    let mut first = BTreeMap::new();
    for child in item.children() {
        if is_list && child.name() != "-" {
            let message = format!("`{name}` mixes list items with the key `{}`", child.name());
            let help = "name every child `-` for a list, or none for a map";
            found.push(unexpected_value::RULE.at(child.span(), "a key among items", message).help(help));
        } else if !is_list {
            once(child, &mut first, found);
        }
        if let Some(span) = child.annotation() {
            value::annotation(span, found);
        }
        for entry in child.arguments() {
            value::check(entry, Type::Data, child.name(), found);
        }
        properties(child, found);
        data(child, 0, found);
    }
}

fn properties(item: Item<'_>, found: &mut Diagnostics) {
    for entry in item.properties() {
        let (name, key) = (item.name(), entry.key().unwrap_or(""));
        let message = format!("`{name}` has the property `{key}`, but data has no properties");
        let value = entry.written();
        let help = format!(
            "write it as a child: {name} {{ {key} {value} }}, or in a list: {name} {{ - {{ {key} {value} }} }}"
        );
        found.push(unknown_property::RULE.at(entry.span(), "a property", message).help(help));
    }
}
