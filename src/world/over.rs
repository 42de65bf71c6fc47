//! A world with more files in it, which nobody has written yet.

use super::{Depth, Entry, Kind, Place, Real, World, WorldError};
use std::collections::BTreeMap;

/// Files over a world.
pub struct Over<'w> {
    /// What is below.
    pub world: &'w dyn World,
    /// The bytes of the files, by their paths.
    pub files: &'w BTreeMap<String, Vec<u8>>,
}

impl World for Over<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(path).map_or_else(|| self.world.read(path), |bytes| Ok(bytes.clone()))
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(path).map_or_else(|| self.world.read_regular(path), |bytes| Ok(bytes.clone()))
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        let folder = if path.is_empty() { String::new() } else { format!("{}/", path.trim_end_matches('/')) };
        let own = self.files.keys().filter_map(|file| file.strip_prefix(&folder));
        let own = own.filter(|file| depth == Depth::All || !file.contains('/'));
        let mut entries = self.world.list(path, depth)?;
        entries.extend(own.map(|file| Entry { path: file.to_string(), place: Place::Inside }));
        entries.sort();
        entries.dedup();
        Ok(entries)
    }

    fn real(&self, path: &str) -> Real {
        let real = self.world.real(path);
        if self.files.contains_key(path) { Real { kind: Kind::File, ..real } } else { real }
    }

    fn is_link(&self, path: &str) -> bool {
        !self.files.contains_key(path) && self.world.is_link(path)
    }
}
