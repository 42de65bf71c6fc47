//! The only reader: everything that meshc knows of the outside comes through a [`World`].
//!
//! On [`Disk`] paths are the ones the user gave, relative to the current directory; [`Memory`] holds files by
//! name for tests, benchmarks and programs that embed the compiler. Paths use `/`.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod memory;

pub use memory::Memory;

use std::io::Read;
use std::path::Path;
use walkdir::WalkDir;

/// What reading can come to grief on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorldError {
    /// There is no such file or folder.
    NotFound,
    /// There is, but it cannot be read; the operating system's words.
    Unreadable(String),
}

/// One file in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path relative to the folder.
    pub path: String,
    /// Where it really is.
    pub place: Place,
}

/// Whether a file of a folder is really in that folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It is, directly or by a symbolic link that stays in the folder.
    Inside,
    /// A symbolic link leads out of the folder.
    Outside,
    /// It cannot be followed; the operating system's words.
    Unreadable(String),
}

/// How far down a folder is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Its own files.
    Files,
    /// The files of all folders below it too.
    All,
}

/// A reader of files.
pub trait World {
    /// The bytes of the file at `path`; `-` is standard input.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// The files of the folder at `path`, sorted.
    ///
    /// # Errors
    /// When there is no such folder, or it cannot be read.
    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError>;

    /// What tells the file at `path` from every other, however it is named.
    fn identity(&self, path: &str) -> String;
}

/// The file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == "-" {
            return whole(std::io::stdin().lock());
        }
        // A named pipe is read like a file; a folder is reported as one.
        whole(std::fs::File::open(path).map_err(|error| in_words(&error))?)
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        let folder = Path::new(if path.is_empty() { "." } else { path });
        let root = std::fs::canonicalize(folder).map_err(|error| in_words(&error))?;
        if !root.is_dir() {
            return Err(WorldError::NotFound);
        }
        let deepest = if depth == Depth::Files { 1 } else { usize::MAX };
        let mut entries = Vec::new();
        for step in WalkDir::new(folder).min_depth(1).max_depth(deepest).sort_by_file_name() {
            match step {
                Ok(step) if step.file_type().is_dir() => {}
                Ok(step) => {
                    let place = place(step.path(), step.path_is_symlink(), &root);
                    // A link to a folder outside is as foreign as one to a file; one to a folder inside is
                    // listed there.
                    if place != Place::Inside || step.path().is_file() {
                        entries.push(Entry { path: relative(step.path(), folder), place });
                    }
                }
                Err(error) => {
                    let path = error.path().map(|path| relative(path, folder)).unwrap_or_default();
                    entries.push(Entry { path, place: Place::Unreadable(error.to_string()) });
                }
            }
        }
        entries.sort();
        Ok(entries)
    }

    fn identity(&self, path: &str) -> String {
        match std::fs::canonicalize(path) {
            Ok(real) if path != "-" => real.to_string_lossy().into_owned(),
            _ => path.to_string(),
        }
    }
}

/// The largest file that is read: no mesh and no manifest comes near it, but a device has no end.
const LARGEST: u64 = 256 << 20;

fn whole(reader: impl Read) -> Result<Vec<u8>, WorldError> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| in_words(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(WorldError::Unreadable("it is larger than 256 MiB".to_string()));
    }
    Ok(bytes)
}

fn place(path: &Path, is_link: bool, root: &Path) -> Place {
    if !is_link {
        return Place::Inside;
    }
    match std::fs::canonicalize(path) {
        Ok(target) if target.starts_with(root) => Place::Inside,
        Ok(_) => Place::Outside,
        Err(error) => Place::Unreadable(error.to_string()),
    }
}

fn relative(path: &Path, folder: &Path) -> String {
    let parts = path.strip_prefix(folder).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

fn in_words(error: &std::io::Error) -> WorldError {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => WorldError::NotFound,
        _ => WorldError::Unreadable(error.to_string()),
    }
}
