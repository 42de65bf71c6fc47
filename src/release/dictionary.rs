//! The dictionary of a chart: every value that the chart of a release has, with its type, its default and
//! what a change of it reaches, and every key of `cilium-config` that the chart or a program of the release
//! knows.
//!
//! It is one file for all releases, which `cargo run --example chart-dictionary` makes from the charts, the
//! schemas of their values (from 1.16 on), their templates and the programs' flags (`Documentation/cmdref` in
//! Cilium's repository). It is read when it is first asked: a mesh without `values` and `config` does not
//! pay.

mod entry;
mod hidden;
mod table;

#[cfg(test)]
mod tests;

pub use entry::{Entry, Reach, Types};
pub use table::Elsewhere;

use super::{Release, Version};
use crate::yaml::{Map, Value};
use hidden::HIDDEN;
use table::{Node, TABLE};

/// What there is for a value that a user sets.
#[derive(Debug)]
pub enum Found {
    /// The chart has it.
    Value(Entry),
    /// It is in a map or a list whose content is the user's own, or in what is not there itself.
    Free,
    /// The chart does not have it.
    Nothing,
}

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

/// The newest release whose chart was read.
pub fn newest() -> Option<Version> {
    TABLE.charts.last().copied()
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

    /// What there is for a value that a user sets.
    pub fn find(self, keys: &[String]) -> Found {
        // `global` is Helm's own, in every chart.
        let (mut node, mut is_free) = (&TABLE.root, keys.first().is_some_and(|key| key == "global"));
        for (index, key) in keys.iter().enumerate() {
            let is_last = index + 1 == keys.len();
            let next = node.children.get(key.as_str()).and_then(|next| Some((next, self.part(next.parts)?)));
            let Some((next, part)) = next else {
                return if is_free || !is_last { Found::Free } else { Found::Nothing };
            };
            let entry = Entry::of(part);
            if is_last {
                return Found::Value(entry);
            }
            // Of what may be anything the parts are known where a template reads them.
            let is_bare = entry.types.is_any() && next.children.is_empty();
            is_free |= entry.is_open || is_bare || !entry.types.take(&Value::Object(Map::new()));
            node = next;
        }
        Found::Nothing
    }

    /// Whether it has a value, or leaves to users what is in a map or a list above it.
    pub fn reads(self, keys: &[String]) -> bool {
        let above = |end: usize| keys.get(..end).unwrap_or_default();
        (1..=keys.len()).all(|end| !matches!(self.find(above(end)), Found::Nothing))
    }

    /// What a change of a value reaches, of one below an open map or in a list what that reaches; nothing
    /// where the chart does not have it.
    pub fn reach(self, path: &str) -> Option<Reach> {
        let (mut node, mut last) = (&TABLE.root, None);
        for key in path.split('.') {
            let Some(next) = node.children.get(key) else { break };
            let Some(part) = self.part(next.parts) else { break };
            (node, last) = (next, Some(Entry::of(part)));
        }
        let (entry, end) = (last?, node);
        let is_whole = find(path.split('.')).is_some_and(|found| std::ptr::eq(found, end));
        let is_bare = entry.is_open || entry.types.is_any() || !entry.types.take(&Value::Object(Map::new()));
        (is_whole || is_bare).then_some(entry.reach)
    }

    /// The names of the values below a path, sorted; of those at the top below `""`.
    pub fn children(self, path: &str) -> impl Iterator<Item = &'static str> + use<> {
        let node = find(path.split('.').filter(|key| !key.is_empty()));
        let children = node.into_iter().flat_map(|node| &node.children);
        children.filter(move |(_, child)| self.part(child.parts).is_some()).map(|(name, _)| *name)
    }

    /// The default of a value that is no map.
    pub fn default(self, path: &str) -> Option<Value> {
        self.value(path)?.default()
    }

    /// Whether the chart writes a key of `cilium-config`, or a program of the release has a flag of that
    /// name.
    pub fn knows_key(self, key: &str) -> bool {
        TABLE.keys.get(key).is_some_and(|parts| self.part(parts).is_some()) || HIDDEN.contains(&key)
    }

    /// Whether the chart writes a key of `cilium-config`, by itself or when it is asked to.
    pub fn writes_key(self, key: &str) -> bool {
        let part = TABLE.keys.get(key).and_then(|parts| self.part(parts));
        part.is_some_and(|part| part.contains('c'))
    }

    /// Whether agents have a flag of that name.
    pub fn is_of_agents(self, key: &str) -> bool {
        let part = TABLE.keys.get(key).and_then(|parts| self.part(parts));
        part.is_some_and(|part| part.contains('a'))
    }

    /// All keys that it knows and no flag hides, sorted.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        TABLE.keys.iter().filter(move |(_, parts)| self.part(parts).is_some()).map(|(key, _)| *key)
    }

    /// The value at a path or above it that the chart had once and has no more, and since when.
    pub(super) fn ended(self, path: &str) -> Option<(&str, Version)> {
        let (mut node, mut end) = (&TABLE.root, 0);
        for key in path.split('.') {
            end += key.len();
            node = node.children.get(key)?;
            let Some(part) = self.part(node.parts) else {
                let Some(Elsewhere::Until(version)) = table::elsewhere(node.parts, self.version) else { return None };
                return path.get(..end).map(|name| (name, version));
            };
            if Entry::of(part).is_open {
                return None;
            }
            end += 1;
        }
        None
    }

    /// Which other releases have a value that this one has not.
    pub fn elsewhere(self, path: &str) -> Option<Elsewhere> {
        table::elsewhere(find(path.split('.'))?.parts, self.version)
    }

    /// Which other releases know a key that this one does not.
    pub fn key_elsewhere(self, key: &str) -> Option<Elsewhere> {
        table::elsewhere(TABLE.keys.get(key)?, self.version)
    }

    /// The paths of all values of that name.
    pub fn paths_to(self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![(String::new(), &TABLE.root)];
        while let Some((path, node)) = open.pop() {
            for (key, child) in node.children.iter().filter(|(_, child)| self.part(child.parts).is_some()) {
                let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
                found.extend((*key == name).then(|| path.clone()));
                open.push((path, child));
            }
        }
        found
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

/// Whether the chart of any release has a value of that name at its top.
pub fn has_value(name: &str) -> bool {
    TABLE.root.children.contains_key(name)
}

/// Whether any release knows a key of that name.
pub fn has_key(key: &str) -> bool {
    TABLE.keys.contains_key(key)
}

/// What is at a path in any release.
fn find<'k>(keys: impl Iterator<Item = &'k str>) -> Option<&'static Node> {
    let mut node = &TABLE.root;
    for key in keys {
        node = node.children.get(key)?;
    }
    Some(node)
}
