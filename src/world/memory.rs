//! A world without a disk.

use super::{Depth, Entry, Kind, Place, Real, World, WorldError};
use std::collections::BTreeMap;

/// Files held in memory, by name, and symbolic links to files.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    links: BTreeMap<String, String>,
}

impl Memory {
    /// Adds a file, or replaces it.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(plain(&path.into()), bytes.into());
        self
    }

    /// Adds a symbolic link; its target is relative to its folder.
    #[must_use]
    pub fn with_link(mut self, path: impl Into<String>, target: impl Into<String>) -> Self {
        self.links.insert(plain(&path.into()), target.into());
        self
    }
}

impl World for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(&self.followed(path)).cloned().ok_or(WorldError::NotFound)
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.read(path)
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        let folder = plain(path);
        let prefix = if folder.is_empty() || folder == "/" { folder } else { format!("{folder}/") };
        let entry = |name: &String| {
            let path = name.strip_prefix(&prefix)?.to_string();
            let real = self.followed(name);
            let place = match self.files.contains_key(&real) {
                false => Place::Unreadable("the link leads nowhere".to_string()),
                true if real.starts_with(&prefix) => Place::Inside,
                true => Place::Outside,
            };
            let is_listed = depth == Depth::All || !path.contains('/');
            (is_listed && !path.split('/').any(|part| part == ".git")).then_some(Entry { path, place })
        };
        let mut entries: Vec<_> = self.files.keys().chain(self.links.keys()).filter_map(entry).collect();
        entries.sort();
        let is_folder = |name: &String| name.starts_with(&prefix);
        let known = self.files.keys().chain(self.links.keys()).any(is_folder);
        if known { Ok(entries) } else { Err(WorldError::NotFound) }
    }

    fn real(&self, path: &str) -> Real {
        let path = self.followed(path);
        let prefix = if path.is_empty() || path.ends_with('/') { path.clone() } else { format!("{path}/") };
        let kind = if self.files.contains_key(&path) {
            Kind::File
        } else if self.files.keys().chain(self.links.keys()).any(|name| name.starts_with(&prefix)) {
            Kind::Folder
        } else {
            Kind::Missing
        };
        Real { path, kind }
    }

    fn is_link(&self, path: &str) -> bool {
        self.links.contains_key(&plain(path))
    }
}

impl Memory {
    /// A path, links followed.
    fn followed(&self, path: &str) -> String {
        let mut path = plain(path);
        for _ in 0..self.links.len() {
            let Some(target) = self.links.get(&path) else { break };
            path = match path.rsplit_once('/') {
                Some((folder, _)) if !target.starts_with('/') => plain(&format!("{folder}/{target}")),
                _ => plain(target),
            };
        }
        path
    }
}

/// A path without `.` and, where they can be resolved, `..`.
fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            part if part.is_empty() && !parts.is_empty() => {}
            part => parts.push(part),
        }
    }
    if parts == [""] && path.starts_with('/') { "/".to_string() } else { parts.join("/") }
}
