//! A directory → what is in it, as far as a tree's scope goes.
//!
//! The kinds come with the listing of the folders, so that no file is asked for its own. Nothing out of scope
//! is listed, since the directory may be a whole repository, and no link in it is followed.

use crate::tree::Scope;
use std::collections::BTreeMap;
use std::io;
use std::iter::successors;
use std::path::Path;
use walkdir::WalkDir;

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link, a pipe, a socket, a device, or a name that is not Unicode: never meshc's.
    Other,
}

/// Everything in scope, by its path relative to `dir`; nothing when there is no `dir`.
pub(super) fn list(scope: Scope, dir: &Path) -> io::Result<BTreeMap<String, Kind>> {
    let deepest = if scope == Scope::TopLevel { 1 } else { usize::MAX };
    let dir = or_here(dir);
    let mut kinds = BTreeMap::new();
    let walk = WalkDir::new(dir).min_depth(1).max_depth(deepest).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() > 1 || covers(scope, &entry.file_name().to_string_lossy())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 && is_missing(&error) => break,
            Err(error) => return Err(error.into()),
        };
        let path = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let kind = match entry.file_type() {
            _ if path.to_str().is_none() => Kind::Other,
            kind if kind.is_file() => Kind::File,
            kind if kind.is_dir() => Kind::Folder,
            _ => Kind::Other,
        };
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        kinds.insert(parts.join("/"), kind);
    }
    Ok(kinds)
}

/// The path as one that can be opened: that of the folder of `mesh.kdl` is empty.
pub(super) fn or_here(dir: &Path) -> &Path {
    if dir.as_os_str().is_empty() { Path::new(".") } else { dir }
}

/// The error with its path, which the operating system does not report.
pub(super) fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Whether a path is one that trees of this scope write, and so look at.
pub(super) fn covers(scope: Scope, path: &str) -> bool {
    match scope {
        Scope::Output(places) => {
            let top = path.split('/').next().unwrap_or(path);
            places.files.contains(&path) || places.folders.contains(&top)
        }
        Scope::TopLevel => !path.contains('/') && (path.ends_with(".yaml") || path.ends_with(".yml")),
    }
}

/// The folders above a relative path, the nearest first.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    successors(above(path), |path| above(path))
}

fn above(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn is_missing(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}
