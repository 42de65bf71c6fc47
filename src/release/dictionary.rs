//! The dictionary of a chart: every value that the chart of a release has, with its type, its default and what a
//! change of it reaches, and every key of `cilium-config` that the chart or a program of the release knows.
//!
//! It is one file for all releases, which `cargo run --example chart-dictionary` makes from the charts, the
//! schemas of their values (from 1.16 on), their templates and the programs' flags (`Documentation/cmdref` in
//! Cilium's repository). It is read when it is first asked: a mesh without `values` and `config` does not pay.

mod entry;
mod hidden;
mod table;

#[cfg(test)]
mod tests;

pub use entry::{Entry, Reach, Types};

use super::{Release, Version};
use crate::yaml::Value;
use hidden::HIDDEN;
use table::{Node, TABLE};

/// What the chart and the programs of one release know.
#[derive(Debug, Clone, Copy)]
pub struct Dictionary {
    version: Version,
}

impl Release {
    /// The dictionary of a version of this line, where there is a chart of it.
    pub fn dictionary(&self, version: Version) -> Option<Dictionary> {
        self.modern().map(|_| Dictionary { version })
    }
}

impl Dictionary {
    /// What a value is; its path has dots between the keys.
    pub fn value(self, path: &str) -> Option<Entry> {
        self.at(path.split('.'))
    }

    /// The same by its keys, which may have dots themselves.
    pub fn at<'k>(self, keys: impl Iterator<Item = &'k str>) -> Option<Entry> {
        Some(Entry::of(self.part(find(keys)?.parts)?))
    }

    /// The names of the values below a path, sorted; of those at the top below `""`.
    pub fn children(self, path: &str) -> impl Iterator<Item = &'static str> {
        let node = find(path.split('.').filter(|key| !key.is_empty()));
        let children = node.into_iter().flat_map(|node| &node.children);
        children.filter(move |(_, child)| self.part(child.parts).is_some()).map(|(name, _)| *name)
    }

    /// The default of a value that is no map.
    pub fn default(self, path: &str) -> Option<Value> {
        self.value(path)?.default
    }

    /// Whether the chart writes a key of `cilium-config`, or a program of the release has a flag of that name.
    pub fn knows_key(self, key: &str) -> bool {
        TABLE.keys.get(key).is_some_and(|parts| self.part(parts).is_some()) || HIDDEN.contains(&key)
    }

    /// All keys that it knows and no flag hides, sorted.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        TABLE.keys.iter().filter(move |(_, parts)| self.part(parts).is_some()).map(|(key, _)| *key)
    }

    /// The release from which on the chart no longer has a value that it had before.
    pub fn value_ended(self, path: &str) -> Option<Version> {
        table::ended(find(path.split('.'))?.parts, self.version)
    }

    /// The release from which on nothing knows a key that was known before.
    pub fn key_ended(self, key: &str) -> Option<Version> {
        table::ended(TABLE.keys.get(key)?, self.version)
    }

    /// What a line has of this release. Not every patch release is in the table: between two that are, what
    /// one of them has is taken to be there.
    fn part(self, parts: &'static str) -> Option<&'static str> {
        table::part(parts, self.version).or_else(|| table::part(parts, self.next_chart()?))
    }

    /// The first chart of this line from this release on.
    fn next_chart(self) -> Option<Version> {
        let next = TABLE.charts.iter().copied().find(|chart| *chart >= self.version)?;
        (next.line() == self.version.line()).then_some(next)
    }
}

/// What is at a path in any release.
fn find<'k>(keys: impl Iterator<Item = &'k str>) -> Option<&'static Node> {
    let mut node = &TABLE.root;
    for key in keys {
        node = node.children.get(key)?;
    }
    Some(node)
}
