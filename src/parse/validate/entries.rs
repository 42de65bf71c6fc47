//! Values and properties of a node.

use super::{Validator, example, sample, value};
use crate::diagnostic::{Fix, nearest};
use crate::kdl::{Entry, Item};
use crate::parse::grammar::{Argument, Children, Count, Need, Node, Property, Times, Type};
use crate::parse::guess::{self, children};
use crate::rules::{missing_value, repeated_property, unexpected_value, unknown_property};
use crate::source::Span;
use crate::words::{article, either, list};
use std::collections::BTreeMap;

/// A node of the document, and its row of GRAMMAR.
type Parent<'k> = (Item<'k>, &'static Node);

impl Validator<'_> {
    pub(super) fn arguments(&mut self, item: Item<'_>, node: &'static Node) {
        let mut entries = item.arguments();
        let mut left = entries.next();
        for argument in node.arguments {
            let mut taken = 0;
            while let Some(entry) = left.filter(|_| taken == 0 || matches!(argument.count, Count::Some | Count::Any)) {
                let known = self.found.0.len();
                self.value(entry, argument.kind, node.name);
                self.add_needs(item, node, known);
                left = entries.next();
                taken += 1;
            }
            let is_needed = match argument.count {
                Count::One | Count::Some => true,
                Count::Any if argument.kind == Type::Data => !item.has_braces(),
                Count::Any | Count::Maybe => false,
            };
            if taken == 0 && is_needed {
                self.missing_argument(item, node, argument);
                break;
            }
        }
        if let Some(first) = left {
            let end = entries.last().map_or(first.span().end, |last| last.span().end);
            self.too_many(first, Span { end, ..first.span() }, node);
        }
    }

    fn too_many(&mut self, first: Entry<'_>, span: Span, node: &'static Node) {
        let message = match node.arguments.len() {
            0 => format!("`{}` takes no value", node.name),
            1 => format!("`{}` takes no more than one value", node.name),
            more => format!("`{}` takes no more than {more} values", node.name),
        };
        let name = first.text().and_then(|word| guess::value(&word.value, node));
        let finding = |help: String| unexpected_value::RULE.at(span, "too much", message.clone()).help(help);
        let is_one = first.span().end == span.end;
        if let Some(property) = guess::surplus(first, node).filter(|_| is_one) {
            let text = format!("{}={}", property.name, first.written());
            let fix = Fix::safe(format!("write `{text}`"), span, text.clone());
            self.found.push(finding(format!("write `{text}`")).fix(fix));
            return;
        }
        if node.times == Times::Any && node.arguments.len() == 1 && is_one {
            let again = format!("{} {}", node.name, first.written());
            let fix = Fix::proposed(format!("write a second node, `{again}`"), span, format!("; {again}"));
            self.found.push(finding(format!("write a second node, `{again}`")).fix(fix));
            return;
        }
        let help = match name {
            Some(name) if node.properties.iter().any(|property| property.name == name) => {
                format!("write the property with an equals sign: {name}=…")
            }
            Some(name) => format!("write `{name}` in the braces of `{}`", node.name),
            None => "remove it".to_string(),
        };
        self.found.push(finding(help));
    }

    fn missing_argument(&mut self, item: Item<'_>, node: &Node, argument: &Argument) {
        // What is written in the wrong way is reported where it is.
        let in_braces = matches!(node.children, Children::None) && item.has_braces();
        let knows = |entry: Entry<'_>| node.properties.iter().any(|property| Some(property.name) == entry.key());
        if in_braces || item.properties().any(|entry| !knows(entry)) {
            return;
        }
        let (article, what) = (article(argument.name), argument.name);
        let message = format!("`{}` has no {what}", node.name);
        let help = match argument.kind {
            Type::Data => format!("write it last: {} \"/…\" \"value\", or #null for null", node.name),
            Type::Boolean => format!("write `{} #true`", node.name),
            kind if let Some(choices) = kind.choices() => {
                let all: Vec<String> = choices.iter().map(|choice| format!("{} \"{choice}\"", node.name)).collect();
                format!("write it after the name: {}", either(&all.iter().map(String::as_str).collect::<Vec<_>>()))
            }
            _ => format!("write it after the name: `{}`", example(node)),
        };
        let finding = missing_value::RULE.at(item.span(), format!("needs {article} {what}"), message).help(help);
        let is_switch = argument.kind == Type::Boolean;
        let fix = is_switch.then(|| Fix::proposed("write `#true`", item.span().after(), " #true"));
        self.found.push(fix.into_iter().fold(finding, |finding, fix| finding.fix(fix)));
    }

    /// Adds to what is offered for a choice what that choice cannot be without.
    fn add_needs(&mut self, item: Item<'_>, node: &'static Node, known: usize) {
        for finding in self.found.0.iter_mut().skip(known) {
            let Some(fix) = finding.fixes.first_mut().filter(|fix| fix.edits.len() == 1) else { continue };
            let Some(edit) = fix.edits.first_mut() else { continue };
            let choice = edit.text.trim_matches('"');
            let is_needed = |property: &&Property| matches!(property.need, Need::RequiredWith(with) if with == choice);
            let missing = node.properties.iter().find(is_needed).map(|property| property.name);
            let Some(name) = missing.filter(|name| item.property(name).is_none()) else { continue };
            let more = format!("{name}=\"my-{name}\"");
            finding.help = Some(format!("write `{} {} {more}`, with the {name} that there is", node.name, edit.text));
            edit.text = format!("{} {more}", edit.text);
        }
    }

    pub(super) fn properties(&mut self, item: Item<'_>, node: &'static Node, parent: Option<Parent<'_>>) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for entry in item.properties() {
            let Some(key) = entry.key() else { continue };
            if let Some(earlier) = first.get(key) {
                let message = format!("`{}` has the property `{key}` twice", node.name);
                let diagnostic = repeated_property::RULE.at(entry.key_span(), "given again here", message);
                let help = "keep one of them: KDL itself would silently take the last";
                self.found.push(diagnostic.label(*earlier, "first given here").help(help));
                continue;
            }
            first.insert(key, entry.key_span());
            match node.properties.iter().find(|property| property.name == key) {
                Some(property) => self.value(entry, property.kind, key),
                None => self.unknown_property(entry, key, (item, node), parent),
            }
        }
        let word = item.text().map(|text| text.value);
        for property in node.properties {
            let given = first.get(property.name);
            match (property.need, given) {
                (Need::OrArgument, None) if item.arguments().next().is_some() || !first.is_empty() => {}
                (Need::Required | Need::OrArgument, None) => self.missing_property(item, node, property),
                (Need::RequiredWith(wanted), None) if word.as_deref() == Some(wanted) => {
                    self.missing_property(item, node, property);
                }
                (Need::RequiredWith(wanted) | Need::With(wanted), Some(span))
                    if word.as_deref().is_some_and(|word| word != wanted) =>
                {
                    let message = format!("`{}=` is only for `{} \"{wanted}\"`", property.name, node.name);
                    self.found.push(unexpected_value::RULE.at(*span, "has no meaning here", message).help("remove it"));
                }
                _ => {}
            }
        }
    }

    fn missing_property(&mut self, item: Item<'_>, node: &Node, property: &Property) {
        let (name, kind, property, about) = (node.name, property.kind, property.name, property.about);
        if item.properties().filter_map(Entry::key).any(|key| nearest(key, [property].into_iter()).is_some()) {
            return;
        }
        let (label, message) = match node.arguments.first() {
            Some(argument) if matches!(argument.count, Count::Any | Count::Maybe) => {
                let what = format!("{} {}", article(argument.name), argument.name);
                (format!("needs {what} or `{property}=`"), format!("`{name}` has neither {what} nor `{property}=`"))
            }
            _ => (format!("needs `{property}=`"), format!("`{name}` has no `{property}=`")),
        };
        let help = format!("add `{property}={}`: {about}", sample(kind, property));
        self.found.push(missing_value::RULE.at(item.head(), label, message).help(help));
    }

    fn unknown_property(&mut self, entry: Entry<'_>, key: &str, (item, node): Parent<'_>, parent: Option<Parent<'_>>) {
        let names = || node.properties.iter().map(|property| property.name);
        let child = nearest(key, children(node).iter().map(|child| child.name));
        let around = parent.filter(|(_, node)| node.properties.iter().any(|property| property.name == key));
        let is_whole = item.arguments().next().is_some();
        let mut fix = None;
        let help = match (nearest(key, names()), child) {
            (None, None) if let Some((outer, of)) = around => {
                let argument = outer.arguments().next().map_or(String::new(), |entry| format!(" {}", entry.written()));
                format!("`{key}` belongs to `{0}`: write {0}{argument} {key}={1}", of.name, entry.written())
            }
            _ if let Some(home) = guess::home_below(key, node) => {
                let kind = home.arguments.first().and_then(|argument| argument.kind.choices());
                let kind = kind.and_then(|choices| choices.first().map(|choice| format!(" \"{choice}\"")));
                let way = format!("{}{} {{ {key} {} }}", home.name, kind.unwrap_or_default(), entry.written());
                format!("`{key}` is a node of `{}`: write `{way}` in the braces of `{}`", home.name, node.name)
            }
            (_, Some(child)) if child == key => {
                format!("`{key}` is a node: write `{key} {}` in the braces of `{}`", entry.written(), node.name)
            }
            (Some(name), _) => {
                fix = Some(Fix::proposed(format!("write `{name}`"), entry.key_span(), name));
                format!("did you mean `{name}`?")
            }
            (None, Some(child)) => format!("did you mean the node `{child}`, in the braces of `{}`?", node.name),
            (None, None) if !is_whole && is_argument(entry, node) => {
                fix = Some(Fix::proposed("write the value alone", entry.span(), entry.written()));
                format!("write the value alone: `{} {}`", node.name, entry.written())
            }
            (None, None) if node.properties.is_empty() => format!("`{}` takes no properties: remove it", node.name),
            (None, None) => format!("`{}` takes {}", node.name, list(names())),
        };
        let message = format!("`{}` has no property `{key}`", node.name);
        let finding = unknown_property::RULE.at(entry.key_span(), "unknown property", message).help(help);
        self.found.push(match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }

    fn value(&mut self, entry: Entry<'_>, kind: Type, owner: &str) {
        value::check(entry, kind, owner, self.found);
        if kind == Type::Rule
            && let Some(name) = entry.text()
        {
            value::rule_name(&name.value, name.span, self.found);
        }
    }
}

/// Whether the value of a property is what the node takes after its name.
fn is_argument(entry: Entry<'_>, node: &Node) -> bool {
    let Some(first) = node.arguments.first() else { return false };
    let is_choice = |choices: Vec<&str>| entry.text().is_some_and(|text| choices.contains(&text.value.as_str()));
    first.kind.choices().map_or(node.properties.is_empty(), is_choice)
}
