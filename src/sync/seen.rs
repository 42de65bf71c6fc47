//! A directory → the same as it was found: listed once, no file of it read twice, and locked against other
//! runs.
//!
//! It is a [`World`] too, so that what is asked of an old output before it is replaced reads it here.

use super::listing::{Kind, at, list, or_here};
use crate::tree::Scope;
use crate::world::{Depth, Disk, Entry, Place, Real, World, WorldError};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A directory as it was found. While there is such a value, other runs on the directory wait.
#[derive(Debug)]
pub struct Seen {
    pub(super) dir: PathBuf,
    pub(super) kinds: BTreeMap<String, Kind>,
    texts: RefCell<BTreeMap<String, Vec<u8>>>,
    _lock: Option<File>,
}

impl Seen {
    /// Waits until no other run writes to the directory, and looks at it as far as a tree of that scope goes.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub fn of(scope: Scope, dir: &Path) -> io::Result<Seen> {
        let lock = lock(dir);
        Ok(Seen { _lock: lock, ..Seen::unlocked(scope, dir)? })
    }

    /// Looks at a directory to which nothing will be written.
    pub(super) fn unlocked(scope: Scope, dir: &Path) -> io::Result<Seen> {
        let kinds = list(scope, dir)?;
        Ok(Seen { dir: dir.to_path_buf(), kinds, texts: RefCell::default(), _lock: None })
    }

    /// What is at a path of it.
    pub(super) fn kind(&self, path: &str) -> Option<Kind> {
        self.kinds.get(path).copied()
    }

    /// What is in a file of it that is likely as long as that: so the size of the file need not be asked for.
    pub(super) fn bytes(&self, path: &str, likely: usize) -> io::Result<Vec<u8>> {
        if let Some(bytes) = self.texts.borrow_mut().remove(path) {
            return Ok(bytes);
        }
        let place = self.dir.join(path);
        let mut bytes = Vec::with_capacity(likely + 64);
        let read = File::open(&place).and_then(|file| file.take(u64::MAX).read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|error| at(&place, &error))
    }

    /// The path within the directory, of one that begins with the directory's.
    fn within<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.dir.to_str().filter(|dir| !dir.is_empty())?)?.strip_prefix('/')
    }

    fn remembered(&self, path: &str, bytes: Vec<u8>) -> Vec<u8> {
        if let Some(path) = self.within(path) {
            self.texts.borrow_mut().insert(path.to_string(), bytes.clone());
        }
        bytes
    }

    /// The files below a folder; nothing where the listing does not tell enough: of links.
    fn below(&self, folder: &str) -> Option<Vec<Entry>> {
        let folder = self.within(folder).filter(|folder| self.kind(folder) == Some(Kind::Folder))?;
        let start = format!("{folder}/");
        let below = self.kinds.range(start.clone()..).take_while(|(path, _)| path.starts_with(&start));
        let below = below.filter(|(path, _)| !path.split('/').any(|part| part == ".git"));
        let mut entries = Vec::new();
        for (path, kind) in below {
            match kind {
                Kind::File => entries.push(Entry { path: path[start.len()..].to_string(), place: Place::Inside }),
                Kind::Folder => {}
                Kind::Other => return None,
            }
        }
        Some(entries)
    }
}

impl World for Seen {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        Disk.read(path).map(|bytes| self.remembered(path, bytes))
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        Disk.read_regular(path).map(|bytes| self.remembered(path, bytes))
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        let known = if depth == Depth::All { self.below(path) } else { None };
        known.map_or_else(|| Disk.list(path, depth), Ok)
    }

    fn real(&self, path: &str) -> Real {
        Disk.real(path)
    }

    fn is_link(&self, path: &str) -> bool {
        Disk.is_link(path)
    }
}

/// Waits until no other run writes to the directory. The lock is on the folder itself and ends with the
/// value.
///
/// Not every system opens a folder as a file, and not every file system locks one. There nothing keeps two
/// runs apart, which is better than no run at all.
fn lock(dir: &Path) -> Option<File> {
    let folder = File::open(or_here(dir)).ok()?;
    folder.lock().ok()?;
    Some(folder)
}
