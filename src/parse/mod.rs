//! World to Mesh: reads the mesh file and what it includes, holds it against GRAMMAR, and turns it into the model.
//!
//! The pass is total: whatever the text, there is a [`Mesh`] with what could be understood, and a diagnostic for what
//! could not. Manifests that the mesh file names are read here too, so that no later pass needs the outside.

mod data;
mod decode;
pub mod grammar;
mod load;
mod manifests;
mod nesting;
mod node;
mod schema;
mod settle;
mod validate;
mod value;

pub use schema::schema;

use crate::diagnostic::Diagnostics;
use crate::model::Mesh;
use crate::source::{FileId, Sources, Span};
use crate::world::{World, WorldError};
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
    let end = files.end(loaded.main);
    let mesh = if loaded.is_whole {
        validate::validate(&items, end, &mut files.found);
        let mut mesh = decode::decode(&items, file, &mut files.found);
        manifests::load(&mut files, &items, &mut mesh);
        settle::settle(&mut mesh);
        Some(mesh)
    } else {
        None
    };
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
        match name.rsplit_once('/') {
            Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_string(),
        }
    }
}
