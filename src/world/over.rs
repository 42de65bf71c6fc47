//! A world with one more file in it, which nobody has written yet.

use super::{Depth, Entry, Kind, Real, World, WorldError};

/// A file over a world.
pub struct Over<'w> {
    /// What is below.
    pub world: &'w dyn World,
    /// The path of the file.
    pub path: &'w str,
    /// Its text.
    pub text: &'w str,
}

impl World for Over<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == self.path { Ok(self.text.as_bytes().to_vec()) } else { self.world.read(path) }
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == self.path { self.read(path) } else { self.world.read_regular(path) }
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        self.world.list(path, depth)
    }

    fn real(&self, path: &str) -> Real {
        let real = self.world.real(path);
        if path == self.path { Real { kind: Kind::File, ..real } } else { real }
    }

    fn is_link(&self, path: &str) -> bool {
        path != self.path && self.world.is_link(path)
    }
}
