//! The types of the rows of SETTINGS, and how a row is read.

use super::effect::Effect;
use crate::model::{Cluster, Mesh};
use crate::release::{self, Modern, Release};
use crate::source::{Span, Spanned};
use crate::yaml::Value;

/// A row: a statement of mesh.kdl, and what it is in Cilium. A statement of which different parts change in different
/// ways has several.
#[derive(Debug)]
pub struct Setting {
    /// The node or the property that sets it.
    pub node: Node,
    /// How it is read in the mesh file.
    pub stated: Stated,
    /// Whether it sets nothing that a release without it does not do anyway.
    pub is_moot: fn(&Mesh, &Cluster) -> bool,
    /// The releases that have it.
    pub since: Lines,
    /// What to do where a release does not have it.
    pub instead: &'static str,
    /// Its keys of `cilium-config`; the first one is what a record is read from.
    pub keys: &'static [Key],
    /// Its values of the chart, in the order in which they are written; the first one is what a record is read from.
    pub values: &'static [ChartValue],
    /// What a change of it does to a live cluster.
    pub effect: Effect,
    /// Its word in the record of a cluster, where it has one.
    pub word: Option<&'static str>,
    /// What the record holds behind that word.
    pub recorded: Option<fn(&Input<'_>) -> Option<String>>,
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

/// How a statement is read in the mesh file.
#[derive(Debug, Clone, Copy)]
pub enum Stated {
    /// As a switch.
    Switch(for<'m> fn(&'m Mesh, &'m Cluster) -> Option<&'m Spanned<bool>>),
    /// As anything else, of which only the place is known here.
    At(fn(&Mesh, &Cluster) -> Option<Span>),
}

/// Release lines.
#[derive(Debug, Clone, Copy)]
pub enum Lines {
    /// All of them.
    All,
    /// Those whose clusters are read through an etcd.
    Etcd,
    /// Those with clustermesh-apiserver.
    Apiserver,
    /// Those with clustermesh-apiserver in which this is so.
    With(fn(&Modern) -> bool),
}

impl Lines {
    /// Whether a release is one of them.
    pub fn have(self, release: &Release) -> bool {
        match self {
            Lines::All => true,
            Lines::Etcd => release.classic().is_some(),
            Lines::Apiserver => release.modern().is_some(),
            Lines::With(is_so) => release.modern().is_some_and(is_so),
        }
    }

    /// The first of them with clustermesh-apiserver.
    pub fn first(self) -> Option<&'static Release> {
        release::RELEASES.iter().find(|release| release.modern().is_some() && self.have(release))
    }
}

/// What keys and values are made of.
pub struct Input<'m> {
    /// The mesh.
    pub mesh: &'m Mesh,
    /// The cluster.
    pub cluster: &'m Cluster,
    /// The `cilium-config` that is known: of a base, what it holds before the change, or for a record after it; on a chart
    /// there is none.
    pub config: &'m dyn Fn(&str) -> Option<&'m str>,
}

impl<'m> Input<'m> {
    /// Without any `cilium-config`.
    pub fn without_config(mesh: &'m Mesh, cluster: &'m Cluster) -> Input<'m> {
        Input { mesh, cluster, config: &|_| None }
    }

    /// What the cluster's release knows of clustermesh-apiserver.
    pub fn modern(&self) -> Option<&'static Modern> {
        self.cluster.modern()
    }
}

/// A key of `cilium-config`.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether the mesh file alone decides on it, so that users may not set it.
    pub is_managed: bool,
    /// The releases in which it is this key.
    pub lines: Lines,
    /// How it is made.
    pub make: Make<Entry>,
}

/// A value of the chart.
#[derive(Debug)]
pub struct ChartValue {
    /// Its path, with dots between its keys; all below it is meant with it.
    pub path: &'static str,
    /// Who decides on it.
    pub control: Control,
    /// How it is made.
    pub make: Make<Value>,
}

/// Who decides on a value of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// The mesh file alone.
    Mesh,
    /// The mesh file alone in a cluster for which it makes one, otherwise users.
    MeshWhereMade,
    /// Users, over what the mesh file comes to.
    User,
}

/// How something is made.
#[derive(Debug)]
pub enum Make<T> {
    /// It is the switch, where that is stated.
    Switch,
    /// It is true where the switch is on.
    On,
    /// By a function.
    By(fn(&Input<'_>) -> Option<T>),
    /// Not here: `resolve` makes it of more than a mesh and a cluster, or only what a change of it does is known.
    Elsewhere,
}

/// What becomes of a key of `cilium-config`. A key without an entry stays as the base has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// It is set.
    Set(String),
    /// It is set where the base has none.
    Default(String),
    /// It is removed from the base.
    Removed,
}

/// An entry with that text.
pub fn set(text: impl ToString) -> Option<Entry> {
    Some(Entry::Set(text.to_string()))
}

impl Setting {
    /// Where it is set in the mesh file.
    pub fn place(&self, mesh: &Mesh, cluster: &Cluster) -> Option<Span> {
        match self.stated {
            Stated::Switch(read) => read(mesh, cluster).map(|stated| stated.span),
            Stated::At(place) => place(mesh, cluster),
        }
    }

    /// Where it asks for something that a release without it does not do: what is switched off asks for nothing.
    pub fn asked(&self, mesh: &Mesh, cluster: &Cluster) -> Option<Span> {
        let is_off = self.switch(mesh, cluster) == Some(false);
        self.place(mesh, cluster).filter(|_| !is_off && !(self.is_moot)(mesh, cluster))
    }

    /// The switch, where it is one and stated.
    fn switch(&self, mesh: &Mesh, cluster: &Cluster) -> Option<bool> {
        match self.stated {
            Stated::Switch(read) => read(mesh, cluster).map(|stated| stated.value),
            Stated::At(_) => None,
        }
    }

    /// What becomes of its keys, in a cluster of that release.
    pub fn entries(&self, input: &Input<'_>, release: &Release) -> impl Iterator<Item = (&'static str, Entry)> {
        let keys = self.keys.iter().filter(|key| self.since.have(release) && key.lines.have(release));
        keys.filter_map(|key| Some((key.name, self.make(&key.make, input, |on| Entry::Set(on.to_string()))?)))
    }

    /// What becomes of a value of it.
    pub fn value(&self, value: &ChartValue, input: &Input<'_>) -> Option<Value> {
        let is_known = input.cluster.release().is_some_and(|release| self.since.have(release));
        self.make(&value.make, input, Value::Bool).filter(|_| is_known)
    }

    fn make<T>(&self, make: &Make<T>, input: &Input<'_>, of_switch: impl Fn(bool) -> T) -> Option<T> {
        let switch = || self.switch(input.mesh, input.cluster);
        match make {
            Make::Switch => switch().map(of_switch),
            Make::On => switch().filter(|on| *on).map(of_switch),
            Make::By(make) => make(input),
            Make::Elsewhere => None,
        }
    }
}
