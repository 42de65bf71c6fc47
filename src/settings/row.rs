//! A row of SETTINGS, and how it is read.

use super::effect::Effect;
use super::lines::Lines;
use super::make::{ChartValue, Control, Entry, Input, Key, Make};
use crate::model::{Cluster, Mesh};
use crate::release::{self, Release};
use crate::source::{Said, Span};
use crate::yaml::{Value, plain_text};

/// A row: a statement of mesh.kdl, and what it is in Cilium. A statement of which different parts change in
/// different ways has several.
#[derive(Debug)]
pub struct Setting {
    /// The node or the property that sets it.
    pub node: Node,
    /// How it is read, where it is a switch: that is its place and its value.
    pub switch: Option<Switch>,
    /// Where else it is set in the mesh file.
    pub place: fn(&Mesh, &Cluster) -> Option<Span>,
    /// What it comes to, set or not, where all its keys and values are that.
    pub own: fn(&Input<'_>) -> Option<Value>,
    /// Whether it sets nothing that a release without it does not do anyway.
    pub is_moot: fn(&Mesh, &Cluster) -> bool,
    /// The releases that have it.
    pub since: Lines,
    /// What to do where a release does not have it.
    pub instead: &'static str,
    /// Its keys of `cilium-config`; the first one is what a record is read from.
    pub keys: &'static [Key],
    /// Its values of the chart, in the order in which they are written; the first one is what a record is
    /// read from.
    pub values: &'static [ChartValue],
    /// What a change of it does to a live cluster.
    pub effect: Effect,
    /// The additional rights that a cluster with it needs.
    pub rights: Option<release::Feature>,
    /// Its word in the record of a cluster, where it has one.
    pub word: Option<&'static str>,
    /// What the record has after that word.
    pub recorded: Make<String>,
}

/// Who sets something.
#[derive(Debug, Clone, Copy)]
pub enum Node {
    /// A node of `mesh`, or a property of one, such as `routing port=`.
    Mesh(&'static str),
    /// The same of `cluster` and of `defaults`.
    Cluster(&'static str),
    /// What has no such name, as a sentence names it.
    Other(&'static str),
}

impl Node {
    /// As a sentence names it.
    pub fn owner(self) -> String {
        match self {
            Node::Mesh(name) => format!("`{name}` in `mesh`"),
            Node::Cluster(name) => format!("`{name}` in the cluster"),
            Node::Other(phrase) => phrase.to_string(),
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Node::Mesh(name) | Node::Cluster(name) | Node::Other(name) => name,
        }
    }
}

/// How a switch is read.
pub type Switch = for<'m> fn(&'m Mesh, &'m Cluster) -> &'m Said<bool>;

impl Setting {
    /// Where it is set in the mesh file.
    pub fn place(&self, mesh: &Mesh, cluster: &Cluster) -> Option<Span> {
        match self.switch {
            Some(read) => read(mesh, cluster).value().map(|stated| stated.span),
            None => (self.place)(mesh, cluster),
        }
    }

    /// Where it asks for something that a release without it does not do: what is switched off asks for
    /// nothing.
    pub fn asked(&self, mesh: &Mesh, cluster: &Cluster) -> Option<Span> {
        let is_off = self.switch.is_some_and(|read| read(mesh, cluster).get() == Some(&false));
        self.place(mesh, cluster).filter(|_| !is_off && !(self.is_moot)(mesh, cluster))
    }

    /// What becomes of its keys, in a cluster of that release.
    pub fn entries(&self, input: &Input<'_>, release: &Release) -> impl Iterator<Item = (&'static str, Entry)> {
        let keys = self.keys.iter().filter(|key| self.since.have(release) && key.lines.have(release));
        keys.filter_map(|key| Some((key.name, self.make(&key.make, input, |value| Entry::Set(plain_text(&value)))?)))
    }

    /// What becomes of a value of it, where the cluster's release has it.
    pub fn value(&self, value: &ChartValue, input: &Input<'_>) -> Option<Value> {
        let release = input.cluster.release().filter(|release| self.since.have(release));
        release.and_then(|_| self.make(&value.make, input, |value| value))
    }

    /// Whether the mesh file alone decides on a value of it.
    pub fn decides(&self, value: &ChartValue, input: &Input<'_>) -> bool {
        match value.control {
            Control::Mesh => true,
            Control::MeshWhereMade => self.value(value, input).is_some(),
            Control::User => false,
        }
    }

    /// What the record of a cluster has of it.
    pub fn recorded(&self, input: &Input<'_>) -> Option<String> {
        self.make(&self.recorded, input, |value| plain_text(&value))
    }

    /// Whether it is on, where the cluster's release has it.
    pub fn is_on(&self, input: &Input<'_>) -> bool {
        let is_known = input.cluster.release().is_some_and(|release| self.since.have(release));
        is_known && self.own(input) == Some(Value::Bool(true))
    }

    fn make<T>(&self, make: &Make<T>, input: &Input<'_>, of_own: impl Fn(Value) -> T) -> Option<T> {
        match make {
            Make::Own => self.own(input).map(of_own),
            Make::OwnIfTrue => self.own(input).filter(|own| *own == Value::Bool(true)).map(of_own),
            Make::By(make) => make(input),
            Make::Elsewhere => None,
        }
    }

    fn own(&self, input: &Input<'_>) -> Option<Value> {
        match self.switch {
            Some(read) => read(input.mesh, input.cluster).get().copied().map(Value::from),
            None => (self.own)(input),
        }
    }
}
