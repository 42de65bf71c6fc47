//! What keys of `cilium-config` and values of the chart are made of, and how.

use super::lines::Lines;
use crate::model::{Cluster, Mesh};
use crate::release::Modern;
use crate::yaml::Value;

/// What keys and values are made of.
pub struct Input<'m> {
    /// The mesh.
    pub mesh: &'m Mesh,
    /// The cluster.
    pub cluster: &'m Cluster,
    /// The `cilium-config` that is known: of a base, what it holds before the change, or for a record after
    /// it; on a chart there is none.
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
    /// Who decides on it.
    pub control: Control,
    /// The releases in which it is this key.
    pub lines: Lines,
    /// How it is made.
    pub make: Make<Entry>,
}

/// A value of the chart.
#[derive(Debug)]
pub struct ChartValue {
    /// Its path, with dots between its keys; everything below it belongs to it.
    pub path: &'static str,
    /// Who decides on it.
    pub control: Control,
    /// How it is made.
    pub make: Make<Value>,
}

/// Who decides on a key or a value.
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
    /// It is what the statement comes to.
    Own,
    /// The same, but only where that is true.
    OwnIfTrue,
    /// By a function of its own.
    By(fn(&Input<'_>) -> Option<T>),
    /// Not here: `resolve` makes it of more than a mesh and a cluster, or only what a change of it does is
    /// known.
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
