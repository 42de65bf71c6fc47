//! How rows are written: what most of them have in common, so that each says only what is its own.

use super::effect::Effect;
use super::row::{ChartValue, Control, Entry, Input, Key, Lines, Make, Node, Setting, Stated};
use crate::model::{Cluster, Mesh};
use crate::source::{Span, Spanned};
use crate::yaml::Value;

const ROW: Setting = Setting {
    node: Node::Other(""),
    stated: Stated::At(|_, _| None),
    is_moot: |_, _| false,
    since: Lines::All,
    instead: "remove it, or run a release that has it",
    keys: &[],
    values: &[],
    effect: Effect::AT_START,
    word: None,
    recorded: None,
};

/// A row of a node of `mesh`, with the place where it is set.
pub const fn in_mesh(name: &'static str, place: fn(&Mesh, &Cluster) -> Option<Span>) -> Setting {
    Setting { node: Node::Mesh(name), stated: Stated::At(place), ..ROW }
}

/// A row of a node of `cluster`, with the place where it is set.
pub const fn in_cluster(name: &'static str, place: fn(&Mesh, &Cluster) -> Option<Span>) -> Setting {
    Setting { node: Node::Cluster(name), stated: Stated::At(place), ..ROW }
}

/// A row of what has no name of its own.
pub const fn other(phrase: &'static str, place: fn(&Mesh, &Cluster) -> Option<Span>) -> Setting {
    Setting { node: Node::Other(phrase), stated: Stated::At(place), ..ROW }
}

/// A switch, which only releases with clustermesh-apiserver have.
pub const fn switch(node: Node, read: for<'m> fn(&'m Mesh, &'m Cluster) -> Option<&'m Spanned<bool>>) -> Setting {
    Setting { node, stated: Stated::Switch(read), since: Lines::Apiserver, ..ROW }
}

/// A key of releases with clustermesh-apiserver on which the mesh file alone decides.
pub const fn key(name: &'static str, make: fn(&Input<'_>) -> Option<Entry>) -> Key {
    Key { name, is_managed: true, lines: Lines::Apiserver, make: Make::By(make) }
}

/// The same of a switch.
pub const fn switch_key(name: &'static str) -> Key {
    Key { name, is_managed: true, lines: Lines::Apiserver, make: Make::Switch }
}

/// A value on which the mesh file alone decides.
pub const fn value(path: &'static str, make: fn(&Input<'_>) -> Option<Value>) -> ChartValue {
    ChartValue { path, control: Control::Mesh, make: Make::By(make) }
}

/// The same of a switch.
pub const fn switch_value(path: &'static str) -> ChartValue {
    ChartValue { path, control: Control::Mesh, make: Make::Switch }
}

/// A value on which the mesh file alone decides, and which is not made here.
pub const fn managed(path: &'static str) -> ChartValue {
    ChartValue { path, control: Control::Mesh, make: Make::Elsewhere }
}

/// A value that users may choose and that is not made here: what a change of it does is what the row says.
pub const fn related(path: &'static str) -> ChartValue {
    ChartValue { path, control: Control::User, make: Make::Elsewhere }
}
