//! The file system as it is.

#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use super::{Barrier, Depth, Entry, Kind, Place, Real, World, WorldError};
use crate::limits::{FILE, LISTED};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// The file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl World for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path == "-" {
            return whole(std::io::stdin().lock(), 0);
        }
        // A named pipe is read like a file; a folder is reported as one.
        let file = std::fs::File::open(path).map_err(|error| in_words(&error))?;
        let size = file.metadata().map_or(0, |about| about.len());
        whole(file, size)
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        let file = std::fs::File::open(path).map_err(|error| in_words(&error))?;
        // What is read is what was opened, whatever has been put at the path meanwhile.
        match file.metadata() {
            Ok(about) if about.is_file() || about.is_dir() => whole(file, about.len()),
            Ok(_) => Err(WorldError::Barred(Barrier::NotRegular)),
            Err(error) => Err(in_words(&error)),
        }
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        let folder = Path::new(if path.is_empty() { "." } else { path });
        let root = std::fs::canonicalize(folder).map_err(|error| in_words(&error))?;
        if !root.is_dir() {
            return Err(WorldError::NotFound);
        }
        let deepest = if depth == Depth::Files { 1 } else { usize::MAX };
        let mut entries = Vec::new();
        let steps = WalkDir::new(folder).min_depth(1).max_depth(deepest).sort_by_file_name().into_iter();
        for (count, step) in steps.filter_entry(|step| step.file_name() != ".git").enumerate() {
            if count >= LISTED.most {
                return Err(WorldError::TooBig(&LISTED));
            }
            match step {
                Ok(step) if step.file_type().is_dir() => {}
                Ok(step) => {
                    let place = if step.path_is_symlink() { place(step.path(), &root) } else { Place::Inside };
                    // A link to a folder outside is as foreign as one to a file; one to a folder inside is
                    // listed there.
                    let is_file = step.file_type().is_file() || (step.path_is_symlink() && step.path().is_file());
                    if place != Place::Inside || is_file {
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

    fn real(&self, path: &str) -> Real {
        if path == "-" {
            return Real { path: path.to_string(), kind: Kind::File };
        }
        let asked = Path::new(if path.is_empty() { "." } else { path });
        let (real, kind) = match std::fs::canonicalize(asked) {
            Ok(real) => {
                let kind = kind(&real);
                (real, kind)
            }
            Err(_) => (would_be(asked), Kind::Missing),
        };
        Real { path: plain(&real), kind }
    }

    fn is_link(&self, path: &str) -> bool {
        std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink())
    }
}

/// A path with `/`, and without the prefix that Windows gives to resolved ones.
fn plain(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.trim_start_matches(r"\\?\").replace('\\', "/") } else { text.into_owned() }
}

fn kind(path: &Path) -> Kind {
    match std::fs::metadata(path) {
        Ok(about) if about.is_file() => Kind::File,
        Ok(about) if about.is_dir() => Kind::Folder,
        Ok(_) => Kind::Other,
        Err(_) => Kind::Missing,
    }
}

/// Where a path would be that does not exist: in the nearest folder above it that does.
fn would_be(path: &Path) -> PathBuf {
    let parts: Vec<_> = path.components().collect();
    for count in (0..=parts.len()).rev() {
        let (above, rest) = parts.split_at(count);
        let above: PathBuf = if above.is_empty() { PathBuf::from(".") } else { above.iter().collect() };
        let Ok(mut real) = std::fs::canonicalize(above) else { continue };
        for part in rest {
            match part {
                Component::ParentDir => drop(real.pop()),
                Component::Normal(name) => real.push(name),
                _ => {}
            }
        }
        return real;
    }
    path.to_path_buf()
}

/// The largest file for which there is room before it is read: what says that it is larger may be no file.
const LIKELY: u64 = 4 << 20;

/// All that is read, of a size that is likely: then it is read at once.
fn whole(reader: impl Read, size: u64) -> Result<Vec<u8>, WorldError> {
    let likely = if size <= LIKELY { size } else { 0 };
    let mut bytes = Vec::with_capacity(usize::try_from(likely).map_or(0, |likely| likely + 1));
    // A device has no end.
    reader.take(FILE.most as u64 + 1).read_to_end(&mut bytes).map_err(|error| in_words(&error))?;
    if bytes.len() > FILE.most {
        return Err(WorldError::TooBig(&FILE));
    }
    Ok(bytes)
}

/// The place of what a link leads to.
fn place(path: &Path, root: &Path) -> Place {
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
