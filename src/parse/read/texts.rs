//! Files to their texts, for those who look at nothing but how they are written.

use super::files::Files;
use super::{load, text};
use crate::diagnostic::Diagnostics;
use crate::rules::{input_too_big, nesting_too_deep, not_utf8, path_leaves_root, syntax_error};
use crate::source::Sources;
use crate::world::{Depth, Root, World, WorldError};

/// Which files to read for a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// That file alone.
    Alone,
    /// That file and what it includes.
    Includes,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Texts {
    /// The files that could be read, in order.
    pub sources: Sources,
    /// Those that could not, and why; nothing where it is a folder.
    pub unreadable: Vec<(String, Option<WorldError>)>,
    /// Those that were included by a symbolic link: the file is another one's.
    pub links: Vec<String>,
    /// Why some are not KDL. What else is wrong with a mesh is not looked at.
    pub diagnostics: Diagnostics,
}

/// Reads files; one that is named twice is taken once. What they include is in the folder `root`, as for
/// [`parse`](crate::parse::parse).
pub fn texts(world: &dyn World, paths: &[String], reach: Reach, root: Option<&str>) -> Texts {
    let mut files = Files::new(Root::of(world, paths.first().map_or("", String::as_str), root));
    let mut taken: Vec<String> = Vec::new();
    let mut unreadable = Vec::new();
    for path in paths {
        let identity = world.real(path).path;
        if taken.contains(&identity) {
            continue;
        }
        taken.push(identity);
        let result = match reach {
            Reach::Alone => world.read(path).map(|bytes| drop(text::document(&mut files, path, bytes))),
            Reach::Includes => load::load(world, &mut files, path).map(drop),
        };
        if let Err(error) = result {
            let is_folder = world.list(path, Depth::Files).is_ok();
            unreadable.push((path.clone(), (!is_folder).then_some(error)));
        }
    }
    let about_text = [
        input_too_big::RULE.name,
        nesting_too_deep::RULE.name,
        not_utf8::RULE.name,
        path_leaves_root::RULE.name,
        syntax_error::RULE.name,
    ];
    files.found.0.retain(|diagnostic| about_text.contains(&diagnostic.rule.name));
    files.found.sort();
    let links = files.sources.names().filter(|name| !paths.iter().any(|path| path == name) && world.is_link(name));
    let links = links.map(str::to_string).collect();
    Texts { links, sources: files.sources, unreadable, diagnostics: files.found }
}
