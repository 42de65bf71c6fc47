//! A mesh file in the making: nodes with what a comment says of them.

use crate::yaml::{Map, Value};

/// A mesh file.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    /// The name of the mesh.
    pub name: String,
    /// What is in `mesh`.
    pub mesh: Body,
    /// What is in `defaults`.
    pub defaults: Body,
    /// The networks.
    pub networks: Vec<Node>,
    /// The clusters.
    pub clusters: Vec<Cluster>,
    /// Who connects to whom, where not all do.
    pub links: Vec<Node>,
    /// What applies the output.
    pub deliveries: Vec<Node>,
    /// Comments at the end of the file.
    pub comments: Vec<String>,
}

/// A cluster.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: Option<u64>,
    /// What is in its braces.
    pub body: Body,
}

/// What is in braces.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Helm values that are written inline.
    pub values: Map<String, Value>,
    /// Comments below all.
    pub comments: Vec<String>,
}

/// A node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub arguments: Vec<Value>,
    /// Its properties.
    pub properties: Vec<(String, Value)>,
    /// The nodes in its braces.
    pub children: Vec<Node>,
    /// A comment at its end.
    pub comment: Option<String>,
}

impl Node {
    /// A node with one argument.
    pub fn new(name: &str, argument: impl Into<Value>) -> Node {
        Node { name: name.to_string(), arguments: vec![argument.into()], ..Node::default() }
    }

    /// A node with several arguments, or none.
    pub fn with(name: &str, arguments: Vec<Value>) -> Node {
        Node { name: name.to_string(), arguments, ..Node::default() }
    }

    /// The same with a property.
    pub fn property(mut self, name: &str, value: impl Into<Value>) -> Node {
        self.properties.push((name.to_string(), value.into()));
        self
    }

    /// The same with a comment.
    pub fn remark(mut self, comment: impl Into<String>) -> Node {
        self.comment = Some(comment.into());
        self
    }
}

impl Body {
    /// The node of that name, a new one where there is none.
    pub fn node(&mut self, name: &str) -> Option<&mut Node> {
        if !self.nodes.iter().any(|node| node.name == name) {
            self.nodes.push(Node::with(name, Vec::new()));
        }
        self.nodes.iter_mut().find(|node| node.name == name)
    }

    /// Whether it has a node of that name.
    pub fn has(&self, name: &str) -> bool {
        self.nodes.iter().any(|node| node.name == name)
    }
}
