//! GRAMMAR as a document of the KDL Schema Language, for editors and for readers.

use super::{Argument, Children, Count, GRAMMAR, Need, Node, Property, Times, Type};
use crate::kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

/// The schema of mesh.kdl; `schema/mesh.schema.kdl` is this text in its canonical layout.
pub fn schema() -> String {
    let mut root = KdlNode::new("document");
    let children = root.ensure_children().nodes_mut();
    let mut info = KdlNode::new("info");
    info.ensure_children().nodes_mut().push(leaf("title", "mesh.kdl"));
    info.ensure_children().nodes_mut().push(leaf("description", "a Cilium cluster mesh, compiled by meshc"));
    children.push(info);
    children.extend(GRAMMAR.iter().map(node));
    let mut document = KdlDocument::new();
    document.nodes_mut().push(root);
    document.autoformat();
    document.to_string()
}

fn node(node: &Node) -> KdlNode {
    let mut out = named("node", node.name);
    let inside = out.ensure_children().nodes_mut();
    inside.push(leaf("description", node.about));
    let (least, most) = match node.times {
        Times::Once => (Some(1), Some(1)),
        Times::Some => (Some(1), None),
        Times::Maybe => (None, Some(1)),
        Times::Any | Times::OnceWithout(_) => (None, None),
    };
    inside.extend(bounds(least, most));
    inside.extend(node.arguments.iter().map(argument));
    inside.extend(node.properties.iter().map(property));
    match node.children {
        Children::None => {}
        // Both hold the same nodes: the second refers to the first.
        Children::Nodes(_) if node.name == "defaults" => {
            let mut children = KdlNode::new("children");
            children.push(KdlEntry::new_prop("ref", "[id=\"cluster\"]"));
            inside.push(children);
        }
        Children::Nodes(nodes) => {
            let mut children = KdlNode::new("children");
            children.push(KdlEntry::new_prop("id", node.name));
            children.ensure_children().nodes_mut().extend(nodes.iter().map(self::node));
            inside.push(children);
        }
        Children::Settings | Children::Levels | Children::Data => {
            let mut children = KdlNode::new("children");
            let mut other = KdlNode::new("other-nodes-allowed");
            other.push(KdlEntry::new(true));
            children.ensure_children().nodes_mut().push(other);
            inside.push(children);
        }
    }
    out
}

fn argument(argument: &Argument) -> KdlNode {
    let mut out = named("value", argument.name);
    let inside = out.ensure_children().nodes_mut();
    let (least, most) = match argument.count {
        Count::One => (Some(1), Some(1)),
        Count::Maybe => (None, Some(1)),
        Count::Some => (Some(1), None),
        Count::Any => (None, None),
    };
    inside.extend(bounds(least, most));
    inside.extend(kind(argument.kind));
    out
}

fn property(property: &Property) -> KdlNode {
    let mut out = named("prop", property.name);
    let inside = out.ensure_children().nodes_mut();
    inside.push(leaf("description", property.about));
    if property.need == Need::Required {
        let mut required = KdlNode::new("required");
        required.push(KdlEntry::new(true));
        inside.push(required);
    }
    inside.extend(kind(property.kind));
    out
}

fn kind(kind: Type) -> Vec<KdlNode> {
    let name = match kind {
        Type::Integer(..) | Type::AnyInteger => "integer",
        Type::Boolean => "boolean",
        Type::Scalar | Type::Data => return Vec::new(),
        _ => "string",
    };
    let mut out = vec![leaf("type", name)];
    if let Some(choices) = kind.choices() {
        let mut words = KdlNode::new("enum");
        choices.into_iter().for_each(|word| words.push(KdlEntry::new(word)));
        out.push(words);
    }
    if let Type::Integer(low, high) = kind {
        out.push(leaf(">=", low));
        out.push(leaf("<=", high));
    }
    let format = match kind {
        Type::Endpoint => Some("url"),
        Type::Address => Some("ip"),
        _ => None,
    };
    out.extend(format.map(|format| leaf("format", format)));
    out
}

fn bounds(least: Option<i128>, most: Option<i128>) -> Vec<KdlNode> {
    least.map(|least| leaf("min", least)).into_iter().chain(most.map(|most| leaf("max", most))).collect()
}

fn named(kind: &str, name: &str) -> KdlNode {
    let mut out = KdlNode::new(kind);
    out.push(KdlEntry::new(name));
    out
}

fn leaf(name: &str, value: impl Into<KdlValue>) -> KdlNode {
    let mut out = KdlNode::new(name);
    out.push(KdlEntry::new(value));
    out
}
