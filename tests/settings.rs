//! SETTINGS and GRAMMAR are of one language, and no key of Cilium has two owners.

use meshc::parse::grammar::{Children, GRAMMAR, Node as GrammarNode, Type};
use meshc::settings::{self, Node};
use std::collections::BTreeSet;

/// The nodes of `mesh`, or of `cluster`.
fn children(parent: &str) -> &'static [GrammarNode] {
    match GRAMMAR.iter().find(|node| node.name == parent).unwrap().children {
        Children::Nodes(nodes) => nodes,
        _ => panic!("`{parent}` has no nodes"),
    }
}

#[test]
fn what_a_setting_is_named_for_is_in_the_grammar() {
    for row in settings::rows() {
        let (parent, name) = match row.node {
            Node::Mesh(name) => ("mesh", name),
            Node::Cluster(name) => ("cluster", name),
            Node::Other(_) => continue,
        };
        let (node, property) = name.split_once(' ').map_or((name, None), |(node, property)| (node, Some(property)));
        let row = children(parent).iter().find(|row| row.name == node);
        let row = row.unwrap_or_else(|| panic!("SETTINGS has `{name}`, and GRAMMAR has it not in `{parent}`"));
        let has = |name: &str| row.properties.iter().any(|property| format!("{}=", property.name) == name);
        assert!(property.is_none_or(has), "SETTINGS has `{name}`, and GRAMMAR has no such property");
    }
}

#[test]
fn every_switch_of_the_grammar_is_a_setting() {
    for parent in ["mesh", "cluster"] {
        let is_switch = |node: &&GrammarNode| matches!(node.arguments, [argument] if argument.kind == Type::Boolean);
        for node in children(parent).iter().filter(is_switch) {
            let row = settings::rows().find(|row| row.switch.is_some() && row.node.name() == node.name);
            assert!(row.is_some(), "`{}` needs a row in SETTINGS", node.name);
        }
    }
}

#[test]
fn no_key_and_no_value_is_in_two_rows() {
    for release in meshc::release::RELEASES {
        let mut keys = BTreeSet::new();
        for key in settings::rows().flat_map(|row| row.keys).filter(|key| key.lines.have(release)) {
            assert!(keys.insert(key.name), "{} is twice in SETTINGS", key.name);
        }
    }
    let mut paths = BTreeSet::new();
    for (_, value) in settings::values() {
        assert!(paths.insert(value.path), "{} is twice in SETTINGS", value.path);
    }
}
