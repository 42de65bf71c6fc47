//! The reference of the language: each node of GRAMMAR with what it takes, its default, an example, what it
//! is in Cilium and what a change of it does, from SETTINGS. The examples are right where they are allowed.

use super::blocks::{children, strangers, within};
use super::examples::{EXAMPLES, Row};
use super::reference::{capital, generated};
use meshc::parse::grammar::{Argument, Children, Count, GRAMMAR, Need, Node, Property, Times, Type};
use meshc::settings::{self, Control, Make, Setting};

const ABOUT: &str = "All nodes of a mesh file. [KDL in five minutes](../kdl.md) shows how to write them; `meshc schema` prints the same for \
                     programs.\n\n`defaults` accepts the same nodes as `cluster`. A node in a cluster replaces the same node of `defaults`, except \
                     that `config` and `values` are merged key by key, `patch` and `allow` add up, and `apiserver` only fills in what the \
                     cluster leaves open.\n\nA change has one of [five effects](../how-to/ci.md#a-policy-for-plans) on a live cluster, from \
                     **none** to **destructive**.\n";

#[test]
fn every_node_is_in_the_reference() {
    let mut text = ABOUT.to_string();
    for node in GRAMMAR {
        text.push_str(&section(2, node, ""));
        // Both hold the same nodes.
        if node.name != "defaults" {
            text.push_str(&below(node));
        }
    }
    generated("docs/reference/language.md", "The language", &text);
}

/// The sections of the nodes in the braces of a node, and of those in theirs.
fn below(parent: &'static Node) -> String {
    let sections = children(parent).iter().map(|node| section(3, node, parent.name) + &below(node));
    sections.collect()
}

#[test]
fn every_node_has_an_example_that_is_right() {
    for Row { parent, node, example, .. } in EXAMPLES.iter().copied().flatten() {
        let text = if parent.is_empty() { (*example).to_string() } else { within(parent, example) };
        let found = strangers(&text);
        assert!(found.is_empty(), "`{node}` in `{parent}`: {found:?}\n{text}");
        assert!(example.contains(node), "`{node}` in `{parent}` is not in its example");
    }
}

fn section(depth: usize, node: &'static Node, parent: &str) -> String {
    let row = EXAMPLES.iter().copied().flatten().find(|row| row.parent == parent && row.node == node.name);
    let row = row.unwrap_or_else(|| panic!("`{}` in `{parent}` needs a row in EXAMPLES", node.name));
    let title = if parent.is_empty() { format!("`{}`", node.name) } else { format!("`{}` in `{parent}`", node.name) };
    let mut text = format!("\n{} {title}\n\n{}.", "#".repeat(depth), capital(&escaped(node.about)));
    text.push_str(times(node.times));
    text.push_str("\n\n");
    text.push_str(&takes(node));
    if !row.default.is_empty() {
        text.push_str(&format!("Default: {}.\n\n", row.default));
    }
    text.push_str(&format!("```kdl part\n{}\n```\n", row.example));
    text.push_str(&of_cilium(node.name, parent));
    text
}

fn times(times: Times) -> &'static str {
    match times {
        Times::Once => " It is needed.",
        Times::Some => " At least one is needed.",
        Times::Maybe => "",
        Times::Any => " It may be repeated.",
        Times::OnceWithout(_) => " With `path=` it may be repeated.",
    }
}

/// The table of arguments and properties.
fn takes(node: &Node) -> String {
    let arguments = node.arguments.iter().map(argument);
    let properties = node.properties.iter().map(property);
    let braces = match node.children {
        Children::None | Children::Nodes(_) => None,
        Children::Settings => Some("| in braces | | keys, each with one value |\n".to_string()),
        Children::Levels => {
            Some("| in braces | | names of rules, each with `\"error\"`, `\"warning\"` or `\"off\"` |\n".to_string())
        }
        Children::Data => {
            Some("| in braces | any data | [how it is written](../kdl.md#helm-values-and-patches) |\n".to_string())
        }
    };
    let rows: String = arguments.chain(properties).chain(braces).collect();
    if rows.is_empty() { rows } else { format!("| takes | what | |\n|---|---|---|\n{rows}\n") }
}

fn argument(argument: &Argument) -> String {
    let count = match argument.count {
        Count::One => "",
        Count::Maybe => "may be left out",
        Count::Some => "one or more",
        Count::Any => "any number",
    };
    format!("| *{}* | {} | {count} |\n", argument.name, kind(argument.kind))
}

fn property(property: &Property) -> String {
    let need = match property.need {
        Need::Optional => String::new(),
        Need::Required => "; needed".to_string(),
        Need::OrArgument => "; in place of the argument".to_string(),
        Need::RequiredWith(word) => format!("; with `\"{word}\"`, and needed there"),
        Need::With(word) => format!("; with `\"{word}\"`"),
    };
    format!("| `{}=` | {} | {}{need} |\n", property.name, kind(property.kind), escaped(property.about))
}

fn kind(kind: Type) -> String {
    if let Some(words) = kind.choices() {
        return words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
    }
    let text = match kind {
        Type::Integer(low, high) => return format!("a number from {low} to {high}"),
        Type::AnyInteger => "a number",
        Type::Boolean => "`#true` or `#false`",
        Type::Cidr => "a range, such as `\"10.0.0.0/16\"`",
        Type::Address => "an IP address",
        Type::Version => "a version",
        Type::Duration => "a duration, such as `\"10m\"`",
        Type::Rule => "the name of a rule",
        Type::Endpoint => "a URL of an etcd",
        Type::Host(_) => "a DNS name",
        Type::Folder => "a folder of the repository",
        Type::Repository => "a repository of charts, `https://` or `oci://`",
        Type::ObjectNamePattern => "a name, with `{cluster}` for the cluster's",
        Type::Namespace | Type::ObjectName | Type::DataKey | Type::AnnotationKey => "a name, as Kubernetes takes it",
        Type::Recipient(_) => "a recipient",
        Type::Scalar => "text, a number or a boolean",
        Type::Data => "any data",
        Type::Text | Type::Name | Type::Choice(_) | Type::Platform => "text",
    };
    text.to_string()
}

/// A text in which nothing is taken for HTML.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<")
}

/// What a node is in Cilium, and what a change of it does.
fn of_cilium(name: &str, parent: &str) -> String {
    let is_of = |row: &&Setting| match row.node {
        settings::Node::Mesh(own) => parent == "mesh" && first(own) == name,
        settings::Node::Cluster(own) => parent == "cluster" && first(own) == name,
        settings::Node::Other(_) => false,
    };
    let rows: Vec<&Setting> = settings::rows().filter(is_of).collect();
    let mut effects: Vec<String> = Vec::new();
    for row in &rows {
        let (what, effect) = (row.node.name(), row.effect);
        let line = format!("- a change of `{what}` is **{}**: {}\n", effect.risk.name(), effect.reason);
        if !effects.contains(&line) {
            effects.push(line);
        }
    }
    let is_shown =
        |value: &&settings::ChartValue| value.control != Control::User || !matches!(value.make, Make::Elsewhere);
    let values = rows.iter().flat_map(|row| row.values).filter(is_shown).map(|value| value.path);
    let keys = rows.iter().flat_map(|row| row.keys).map(|key| key.name);
    if rows.is_empty() {
        return String::new();
    }
    format!("\n{}{}{}", effects.concat(), named("Helm values", values), named("keys of `cilium-config`", keys))
}

/// The node of a statement such as `routing port=`.
fn first(statement: &str) -> &str {
    statement.split(' ').next().unwrap_or_default()
}

fn named(what: &str, names: impl Iterator<Item = &'static str>) -> String {
    let mut all: Vec<String> = Vec::new();
    for name in names.map(|name| format!("`{name}`")) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    if all.is_empty() { String::new() } else { format!("- {what}: {}\n", all.join(", ")) }
}
