//! How rows are written: what most of them have in common, so that each has only what is its own.

use super::effect::Effect;
use super::lines::Lines;
use super::make::{ChartValue, Control, Entry, Input, Key, Make};
use super::row::{Node, Setting, Switch};
use crate::yaml::Value;

const ROW: Setting = Setting {
    node: Node::Other(""),
    switch: None,
    place: |_, _| None,
    own: |_| None,
    is_moot: |_, _| false,
    since: Lines::Apiserver,
    instead: "remove it, or run a release that has it",
    keys: &[],
    values: &[],
    effect: Effect::AT_START,
    rights: None,
    word: None,
    recorded: Make::Elsewhere,
};

/// A row of a node of `mesh`, or of a property.
pub const fn in_mesh(name: &'static str) -> Setting {
    Setting { node: Node::Mesh(name), ..ROW }
}

/// A row of a node of `cluster`, or of a property.
pub const fn in_cluster(name: &'static str) -> Setting {
    Setting { node: Node::Cluster(name), ..ROW }
}

/// A row of what has no name of its own.
pub const fn other(phrase: &'static str) -> Setting {
    Setting { node: Node::Other(phrase), ..ROW }
}

/// A switch of `mesh`.
pub const fn mesh_switch(name: &'static str, read: Switch) -> Setting {
    Setting { switch: Some(read), ..in_mesh(name) }
}

/// A switch of `cluster`.
pub const fn switch(name: &'static str, read: Switch) -> Setting {
    Setting { switch: Some(read), ..in_cluster(name) }
}

/// A key that is what the statement comes to, and on which the mesh file alone decides.
pub const fn key(name: &'static str) -> Key {
    Key { name, control: Control::Mesh, lines: Lines::Apiserver, make: Make::Own }
}

/// A key that is made by a function.
pub const fn key_by(name: &'static str, make: fn(&Input<'_>) -> Option<Entry>) -> Key {
    Key { make: Make::By(make), ..key(name) }
}

/// The same, but users may set it over what it comes to.
pub const fn users_key_by(name: &'static str, make: fn(&Input<'_>) -> Option<Entry>) -> Key {
    Key { control: Control::User, ..key_by(name, make) }
}

/// A value that is what the statement comes to, and on which the mesh file alone decides.
pub const fn value(path: &'static str) -> ChartValue {
    ChartValue { path, control: Control::Mesh, make: Make::Own }
}

/// A value that is made by a function.
pub const fn value_by(path: &'static str, make: fn(&Input<'_>) -> Option<Value>) -> ChartValue {
    ChartValue { make: Make::By(make), ..value(path) }
}

/// The same, but users may set it over what it comes to.
pub const fn users_value_by(path: &'static str, make: fn(&Input<'_>) -> Option<Value>) -> ChartValue {
    ChartValue { control: Control::User, ..value_by(path, make) }
}

/// A value on which the mesh file alone decides, and which is not made here.
pub const fn managed(path: &'static str) -> ChartValue {
    ChartValue { make: Make::Elsewhere, ..value(path) }
}

/// A value that users may choose and that is not made here: a change of it does what the row has.
pub const fn related(path: &'static str) -> ChartValue {
    ChartValue { control: Control::User, ..managed(path) }
}
