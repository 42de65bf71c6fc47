//! SETTINGS: what a statement of mesh.kdl is in Cilium. One row has who sets it, its keys of `cilium-config`
//! and its values of the chart, how they are made, which releases have it, what a change of it does to a live
//! cluster, and its word in the record of a cluster.
//!
//! `row` is a row and how it is read, `lines` which releases have it, `make` what keys and values are made
//! of, `effect` what changes do, `build` what most rows have in common. The rows are in a file for each
//! subject; `merged` puts the user's own keys and values over them. The keys are those of the charts'
//! `cilium-configmap.yaml`, the values those of their `values.yaml`, 1.14 to 1.20; the keys of 1.2 to 1.4
//! those of `pkg/option`.

mod addresses;
mod apiserver;
mod build;
mod datapath;
mod effect;
mod etcd;
mod lines;
mod make;
pub mod merged;
mod mesh;
mod routing;
mod row;

pub use addresses::ADDRESSES;
pub use apiserver::APISERVER;
pub use datapath::DATAPATH;
pub use effect::{Effect, Risk};
pub use etcd::ETCD;
pub use lines::Lines;
pub use make::{ChartValue, Control, Entry, Input, Key, Make};
pub use mesh::MESH;
pub use routing::{ENCRYPTION, ROUTING};
pub use row::{Node, Setting, Switch};

use crate::model::{Cluster, Mesh};
use crate::release::{Feature, Release};

/// The rows, by subject, in the order in which their values are written.
pub static SETTINGS: &[&[Setting]] = &[MESH, APISERVER, ETCD, ROUTING, ADDRESSES, DATAPATH, ENCRYPTION];

/// All rows.
pub fn rows() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter().copied().flatten()
}

/// All values of the chart, with their rows.
pub fn values() -> impl Iterator<Item = (&'static Setting, &'static ChartValue)> {
    rows().flat_map(|row| row.values.iter().map(move |value| (row, value)))
}

/// The row of a word of records.
pub fn of_word(word: &str) -> Option<&'static Setting> {
    rows().find(|row| row.word == Some(word))
}

/// The row of a key of `cilium-config`.
pub fn of_key(name: &str) -> Option<&'static Setting> {
    rows().find(|row| row.keys.iter().any(|key| key.name == name))
}

/// The row with the longest path that is a value's or above it, and that path.
pub fn of_value(path: &str) -> Option<(&'static Setting, &'static str)> {
    let above = values().filter(|(_, value)| is_within(path, value.path));
    above.map(|(row, value)| (row, value.path)).max_by_key(|(_, above)| above.len())
}

/// Whether a path of the chart is another one, or below it.
pub fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The values of the chart on which the mesh file alone decides, with their rows.
pub fn decided(input: &Input<'_>) -> impl Iterator<Item = (&'static Setting, &'static ChartValue)> {
    values().filter(move |(row, value)| row.decides(value, input))
}

/// Whether the mesh file alone decides on a value of the chart, or on one above or below it.
pub fn is_managed(input: &Input<'_>, path: &str) -> bool {
    decided_of(input, |known| is_within(path, known) || is_within(known, path)).next().is_some()
}

/// The values of the chart on which the mesh file alone decides, among those with such a path.
pub fn decided_of(
    input: &Input<'_>,
    is_asked: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'static Setting, &'static ChartValue)> {
    values().filter(move |(_, value)| is_asked(value.path)).filter(move |(row, value)| row.decides(value, input))
}

/// What sets a key of `cilium-config` on which the mesh file alone decides in a release.
pub fn owner_of_key(release: &Release, name: &str) -> Option<String> {
    let is_it = |key: &Key| key.name == name && key.control == Control::Mesh && key.lines.have(release);
    rows().find(|row| row.keys.iter().any(is_it)).map(|row| row.node.owner())
}

/// What becomes of the keys of `cilium-config` of a cluster.
pub fn entries(input: &Input<'_>) -> impl Iterator<Item = (&'static str, Entry)> {
    let release = input.cluster.release();
    release.into_iter().flat_map(|release| rows().flat_map(|row| row.entries(input, release)))
}

/// The features with rights of their own that a cluster has.
pub fn features(mesh: &Mesh, cluster: &Cluster) -> Vec<Feature> {
    let input = Input::without_config(mesh, cluster);
    rows().filter(|row| row.rights.is_some() && row.is_on(&input)).filter_map(|row| row.rights).collect()
}

/// The row of a node, by its name in messages.
pub fn of_node(name: &str) -> Option<&'static Setting> {
    rows().find(|row| row.node.name() == name)
}
