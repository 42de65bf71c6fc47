//! Standard input as a mesh file.

use meshc::world::{Disk, World, WorldError};
use std::collections::BTreeMap;

/// What standard input holds, where that is the mesh file: it can be read once only.
pub fn input(name: &str) -> Result<BTreeMap<String, Vec<u8>>, WorldError> {
    if !is_input(name) {
        return Ok(BTreeMap::new());
    }
    Disk.read(name).map(|bytes| BTreeMap::from([(name.to_string(), bytes)]))
}

/// Whether a path stands for standard input.
pub fn is_input(path: &str) -> bool {
    path == "-"
}
