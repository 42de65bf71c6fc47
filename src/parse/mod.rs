//! World to Mesh: reads the mesh file and what it includes, holds it against GRAMMAR, and turns it into the
//! model.
//!
//! The pass is total: whatever the text, there is a [`Mesh`] with what could be understood, and a diagnostic
//! for what could not. Manifests that the mesh file names are read here too, so that no later pass needs the
//! outside.

mod crowd;
mod decode;
pub mod grammar;
mod guess;
mod read;
mod settle;
mod unread;
mod validate;

pub use grammar::schema;
pub use read::{Reach, Texts, texts};

use crate::diagnostic::Diagnostics;
use crate::limits;
use crate::model::Mesh;
use crate::rules::input_too_big;
use crate::source::Sources;
use crate::world::{Root, World, WorldError};
use read::Files;
use unread::Unread;

/// What was read.
#[derive(Debug)]
pub struct Parsed {
    /// The mesh, when every file could be read as KDL and nothing in them is past a limit.
    pub mesh: Option<Mesh>,
    /// All files.
    pub sources: Sources,
    /// What is wrong with them.
    pub diagnostics: Diagnostics,
}

/// Reads the mesh file `file`. What it names is in the folder `root`; without one, in the nearest folder
/// above it that holds `.git`, or else in its own.
///
/// # Errors
/// When that file itself cannot be read: there is nothing to point at.
pub fn parse(world: &dyn World, file: &str, root: Option<&str>) -> Result<Parsed, WorldError> {
    let mut files = Files::new(Root::of(world, file, root));
    let loaded = read::load(world, &mut files, file)?;
    let items = loaded.items();
    let end = loaded.is_whole.then(|| files.end(loaded.main));
    let unread = Unread::of(&items);
    validate::validate(&items, &unread, end, &mut files.found);
    let is_fit = loaded.is_whole && !crowd::check(&items, &mut files.spent, &mut files.found);
    let mesh = is_fit.then(|| {
        let mut mesh = decode::decode(&items, &unread, &mut files.found);
        // What so many name is not read: there is no output.
        if mesh.clusters.len() > limits::CLUSTERS.most {
            return mesh;
        }
        read::specs(&mut files, &mut mesh);
        read::values(&mut files, &mut mesh);
        read::bases(&mut files, (&items, &unread), &mut mesh);
        settle::settle(&mut mesh);
        mesh
    });
    // What is past a limit is not looked at any further.
    let is_past = files.found.0.iter().any(|finding| finding.rule.name == input_too_big::RULE.name);
    let mesh = mesh.filter(|_| !is_past);
    Ok(Parsed { mesh, sources: files.sources, diagnostics: files.found })
}
