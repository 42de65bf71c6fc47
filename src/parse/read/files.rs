//! The outside as `parse` sees it, with what was read of it and what was wrong with that.

use super::spent::Spent;
use crate::diagnostic::{Diagnostics, nearest};
use crate::limits::{FILES, Limit};
use crate::model::Values;
use crate::rules::{input_too_big, path_leaves_root};
use crate::source::{FileId, Sources, Span};
use crate::world::{Barrier, Depth, Entry, Real, Root, WorldError};
use crate::yaml::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The outside, what was read of it, and what was wrong with that.
pub struct Files<'w> {
    pub world: Root<'w>,
    pub sources: Sources,
    pub found: Diagnostics,
    /// The documents of each manifest that was read, by its path; nothing where it could not be.
    pub manifests: BTreeMap<String, Option<(FileId, Vec<Value>)>>,
    /// The values of each file of some that was read, by its path; nothing where it could not be.
    pub values: BTreeMap<String, Option<Rc<Values>>>,
    /// The files that could not be read, by what tells them from others: none is read again.
    failed: BTreeMap<String, WorldError>,
    /// How much of what a mesh may take was taken.
    pub spent: Spent,
    /// The folders that were listed: none is listed again.
    listed: RefCell<BTreeMap<(String, Depth), Listing>>,
}

/// The files of a folder, or why they are not known.
type Listing = Result<Rc<[Entry]>, WorldError>;

impl<'w> Files<'w> {
    /// Nothing read yet.
    pub fn new(world: Root<'w>) -> Self {
        let (sources, found) = (Sources::default(), Diagnostics::default());
        let (manifests, values, failed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (spent, listed) = (Spent::default(), RefCell::default());
        Files { world, sources, found, manifests, values, failed, spent, listed }
    }

    /// The bytes of a file that the mesh file names, and where that really is.
    ///
    /// # Errors
    /// When there is no such file, when it cannot be read, or when it must not be.
    pub fn read(&mut self, path: &str, real: &Real) -> Result<Vec<u8>, WorldError> {
        if let Some(error) = self.failed.get(&real.path) {
            return Err(error.clone());
        }
        let read = self.world.read(path, real);
        let result = read.and_then(|bytes| match self.spent.take(&FILES, bytes.len()) {
            Ok(()) => Ok(bytes),
            Err(limit) => Err(WorldError::TooBig(limit)),
        });
        if let Err(error) = &result {
            self.failed.insert(real.path.clone(), error.clone());
        }
        result
    }

    /// The files of the folder at `path`, sorted.
    ///
    /// # Errors
    /// When there is no such folder, when it cannot be read, or when it must not be.
    pub fn list(&self, path: &str, depth: Depth) -> Listing {
        let key = (path.to_string(), depth);
        let known = self.listed.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let listing: Listing = self.world.list(path, depth).map(Rc::from);
            self.listed.borrow_mut().insert(key, listing.clone());
            listing
        })
    }

    /// Reports what is past a limit, at the place that names it.
    pub fn too_big(&mut self, limit: &Limit, mention: Span) {
        self.found.push(input_too_big::past(limit, mention));
    }

    /// Reports something that a mesh file must not name, at the place that does.
    pub fn barred(&mut self, path: &str, barrier: Barrier, mention: Span) {
        let (message, help) = match barrier {
            Barrier::Outside => (
                format!("`{path}` is outside the root of this mesh file"),
                "copy it beside the mesh file, or set a root that contains both: `--root <DIR>`",
            ),
            Barrier::Git => {
                (format!("`{path}` is in `.git`, which may hold credentials"), "copy it beside the mesh file")
            }
            Barrier::NotRegular => {
                (format!("`{path}` is not a regular file"), "write its content to a file, and name that file")
            }
        };
        self.found.push(path_leaves_root::RULE.at(mention, "named here", message).help(help));
    }

    /// The empty place at the end of a file.
    pub fn end(&self, file: FileId) -> Span {
        let text = self.sources.get(file).map_or("", |source| source.text.as_str());
        let end = text.trim_end().len();
        Span { file, start: end, end }
    }

    /// The path of `path` in the file `from`: relative paths are relative to that file's folder.
    pub fn beside(&self, from: FileId, path: &str) -> String {
        let name = self.sources.get(from).map_or("", |source| source.name.as_str());
        let path = path.trim_start_matches("./");
        match name.rsplit_once('/') {
            Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_string(),
        }
    }

    /// Why a file could not be read, and whether it is a folder.
    pub fn why_unreadable(&self, path: &str, error: &WorldError) -> (String, bool) {
        let is_folder = self.list(path, Depth::Files).is_ok();
        let why = match error {
            _ if is_folder => format!("`{path}` is a folder"),
            WorldError::NotFound | WorldError::Barred(_) => format!("there is no file `{path}`"),
            WorldError::TooBig(limit) => format!("`{path}` is not read: {limit}"),
            WorldError::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
        };
        (why, is_folder)
    }

    /// The file beside a missing one whose name is most like it.
    pub fn near(&self, path: &str) -> Option<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let entries = self.list(folder, Depth::Files).ok().filter(|_| self.spent.may_guess())?;
        let others = entries.iter().map(|entry| entry.path.as_str()).filter(|other| *other != name);
        let near = nearest(name, others)?;
        Some(if folder.is_empty() { near.to_string() } else { format!("{folder}/{near}") })
    }
}
