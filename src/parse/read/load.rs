//! Files to nodes: reads the mesh file, follows its includes, and reports what is not KDL.

use super::files::Files;
use super::{include, text};
use crate::kdl::{DEEPEST, Item, KdlNode};
use crate::rules::{include_cycle, nesting_too_deep};
use crate::source::{FileId, Span, Spanned};
use crate::world::{World, WorldError};
use std::collections::BTreeSet;

/// The top-level nodes of all files, in the order that they would have in one.
pub struct Loaded {
    /// The mesh file.
    pub main: FileId,
    /// Whether every file could be read as KDL: otherwise what is missing may be in a broken one.
    pub is_whole: bool,
    /// The files that are being read, each included by the one before it.
    open: Vec<Open>,
    /// The identities of the files that were read.
    taken: BTreeSet<String>,
    nodes: Vec<(FileId, KdlNode)>,
}

/// A file that is being read.
struct Open {
    /// What tells it from other files.
    identity: String,
    /// Its path, as it was given.
    path: String,
    /// The place that includes it; none for the mesh file.
    mention: Option<Span>,
}

impl Loaded {
    /// The nodes.
    pub fn items(&self) -> Vec<Item<'_>> {
        self.nodes.iter().map(|(file, node)| Item { file: *file, node }).collect()
    }

    /// Takes in a file that was read, and what it includes.
    fn file(&mut self, files: &mut Files<'_>, open: Open, bytes: Vec<u8>) {
        self.taken.insert(open.identity.clone());
        let Some((file, document)) = text::document(files, &open.path, bytes) else {
            self.is_whole = false;
            return;
        };
        self.open.push(open);
        for node in document {
            let item = Item { file, node: &node };
            let is_include = item.name() == "include";
            let pattern = item.text().filter(|pattern| is_include && !pattern.value.is_empty());
            self.nodes.push((file, node));
            match pattern {
                Some(pattern) => self.include(files, &pattern),
                // What an include without a path would have named is unknown.
                None => self.is_whole &= !is_include,
            }
        }
        self.open.pop();
    }

    fn include(&mut self, files: &mut Files<'_>, pattern: &Spanned<String>) {
        let own = self.open.last().map_or("", |open| open.identity.as_str());
        let Some(paths) = include::named(files, own, pattern) else {
            self.is_whole = false;
            return;
        };
        for path in paths {
            self.one(files, &path, pattern);
        }
    }

    /// Takes in one file that is included, unless it was taken already.
    fn one(&mut self, files: &mut Files<'_>, path: &str, pattern: &Spanned<String>) {
        let real = files.world.locate(path);
        if let Some(from) = self.open.iter().position(|open| open.identity == real.path) {
            cycle(self.open.get(from..).unwrap_or_default(), files, pattern);
            self.is_whole = false;
            return;
        }
        if self.taken.contains(&real.path) {
            return;
        }
        if self.open.len() >= DEEPEST {
            let message = format!("includes are nested deeper than {DEEPEST} files");
            let diagnostic = nesting_too_deep::RULE.at(pattern.span, "one file too deep", message);
            files.found.push(diagnostic.help("include the files from one place"));
            self.is_whole = false;
            return;
        }
        match files.read(path, &real) {
            Ok(bytes) => {
                let open = Open { identity: real.path, path: path.to_string(), mention: Some(pattern.span) };
                self.file(files, open, bytes);
            }
            Err(error) => {
                self.is_whole = false;
                include::missing(files, path, (&error, pattern), |identity| self.taken.contains(identity));
            }
        }
    }
}

/// Reads the mesh file and what it includes.
///
/// # Errors
/// When the mesh file itself cannot be read.
pub fn load(world: &dyn World, files: &mut Files<'_>, path: &str) -> Result<Loaded, WorldError> {
    // The command line is the user's own word: that file may be anywhere, and a pipe too.
    let bytes = world.read(path)?;
    let main = FileId::default();
    let mut loaded = Loaded { main, is_whole: true, open: Vec::new(), taken: BTreeSet::new(), nodes: Vec::new() };
    let open = Open { identity: files.world.identity(path), path: path.to_string(), mention: None };
    loaded.file(files, open, bytes);
    Ok(loaded)
}

/// The files of `circle` include each other, and the last one the first.
fn cycle(circle: &[Open], files: &mut Files<'_>, pattern: &Spanned<String>) {
    let Some((first, more)) = circle.split_first() else { return };
    let name = &first.path;
    let message = match more {
        [] => format!("`{name}` includes itself"),
        [one] => format!("`{name}` and `{}` include each other", one.path),
        more => format!("`{name}` includes itself through {} other files", more.len()),
    };
    let mut diagnostic = include_cycle::RULE.at(pattern.span, format!("includes `{name}` again"), message);
    for open in more {
        if let Some(mention) = open.mention {
            diagnostic = diagnostic.label(mention, format!("includes `{}`", open.path));
        }
    }
    files.found.push(diagnostic.help("remove one of these includes"));
}
