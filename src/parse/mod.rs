//! World to Mesh: reads the mesh file and what it includes, holds it against GRAMMAR, and turns it into the model.
//!
//! The pass is total: whatever the text, there is a [`Mesh`] with what could be understood, and a diagnostic for what
//! could not. Manifests that the mesh file names are read here too, so that no later pass needs the outside.

mod base;
mod data;
mod decode;
mod delivery;
mod endpoint;
mod format;
pub mod grammar;
mod groups;
mod host;
mod idle;
mod include;
mod layout;
mod lexer;
mod load;
mod manifests;
mod names;
mod nesting;
mod node;
mod recipient;
mod schema;
mod settle;
mod shapes;
mod slips;
mod spec;
mod syntax;
mod validate;
mod value;
mod words;

pub use format::{Formatted, Laid, Reach, Verdict, format};
pub use schema::schema;

use crate::diagnostic::{Diagnostics, nearest};
use crate::model::Mesh;
use crate::source::{FileId, Sources, Span};
use crate::world::{Depth, World, WorldError};
use crate::yaml::Value;
use std::collections::BTreeMap;

/// What was read.
#[derive(Debug)]
pub struct Parsed {
    /// The mesh, when every file could be read as KDL.
    pub mesh: Option<Mesh>,
    /// All files.
    pub sources: Sources,
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
}

/// Reads the mesh file `file`.
///
/// # Errors
/// When that file itself cannot be read: there is nothing to point at.
pub fn parse(world: &dyn World, file: &str) -> Result<Parsed, WorldError> {
    let mut files =
        Files { world, sources: Sources::default(), found: Diagnostics::default(), manifests: BTreeMap::new() };
    let loaded = load::load(&mut files, file)?;
    let items = loaded.items();
    let end = loaded.is_whole.then(|| files.end(loaded.main));
    let meant = validate::validate(&items, end, &mut files.found);
    let mesh = loaded.is_whole.then(|| {
        let mut mesh = decode::decode(&items, &meant, &mut files.found);
        idle::check(&items, &meant, &mut files.found);
        spec::load(&mut files, &mut mesh);
        base::load(&mut files, &items, &mut mesh);
        settle::settle(&mut mesh);
        mesh
    });
    Ok(Parsed { mesh, sources: files.sources, diagnostics: files.found })
}

/// The outside, what was read of it, and what was wrong with that.
struct Files<'w> {
    world: &'w dyn World,
    sources: Sources,
    found: Diagnostics,
    /// The documents of each manifest that was read, by its path; nothing where it could not be.
    manifests: BTreeMap<String, Option<(FileId, Vec<Value>)>>,
}

impl Files<'_> {
    /// The empty place at the end of a file.
    fn end(&self, file: FileId) -> Span {
        let text = self.sources.get(file).map_or("", |source| source.text.as_str());
        let end = text.trim_end().len();
        Span { file, start: end, end }
    }

    /// The path of `path` as it stands in the file `from`: relative paths are relative to that file's folder.
    fn beside(&self, from: FileId, path: &str) -> String {
        let name = self.sources.get(from).map_or("", |source| source.name.as_str());
        let path = path.trim_start_matches("./");
        match name.rsplit_once('/') {
            Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_string(),
        }
    }

    /// Why a file could not be read, and whether it is a folder.
    fn why_unreadable(&self, path: &str, error: &WorldError) -> (String, bool) {
        let is_folder = self.world.list(path, Depth::Files).is_ok();
        let why = match error {
            _ if is_folder => format!("`{path}` is a folder"),
            WorldError::NotFound => format!("there is no file `{path}`"),
            WorldError::Unreadable(why) => format!("`{path}` cannot be read: {why}"),
        };
        (why, is_folder)
    }

    /// The file beside a missing one whose name is most like it.
    fn near(&self, path: &str) -> Option<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let entries = self.world.list(folder, Depth::Files).ok()?;
        let others = entries.iter().map(|entry| entry.path.as_str()).filter(|other| *other != name);
        let near = nearest(name, others)?;
        Some(if folder.is_empty() { near.to_string() } else { format!("{folder}/{near}") })
    }
}
