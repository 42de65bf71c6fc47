//! Files to nodes: reads the mesh file, follows its includes, and reports what is not KDL.

use super::node::Item;
use super::{Files, include, nesting, syntax};
use crate::rules::{nesting_too_deep, not_utf8};
use crate::source::{FileId, Span};
use crate::world::WorldError;
use kdl::{KdlDocument, KdlNode};

/// The top-level nodes of all files, in the order in which they would stand in one.
pub struct Loaded {
    /// The mesh file.
    pub main: FileId,
    /// Whether every file could be read as KDL: otherwise what is missing may stand in a broken one.
    pub is_whole: bool,
    /// The files that are being read, each included by the one before it.
    pub open: Vec<Open>,
    /// The identities of the files that were read.
    pub taken: Vec<String>,
    nodes: Vec<(FileId, KdlNode)>,
}

/// A file that is being read.
pub struct Open {
    /// What tells it from other files.
    pub identity: String,
    /// Its path, as it was given.
    pub path: String,
    /// The place that includes it; none for the mesh file.
    pub mention: Option<Span>,
}

impl Loaded {
    /// The nodes.
    pub fn items(&self) -> Vec<Item<'_>> {
        self.nodes.iter().map(|(file, node)| Item { file: *file, node }).collect()
    }

    /// Takes in a file that was read, and what it includes.
    pub fn file(&mut self, files: &mut Files<'_>, path: &str, bytes: Vec<u8>, mention: Option<Span>) {
        let identity = files.world.identity(path);
        self.taken.push(identity.clone());
        let Some((file, document)) = document(files, path, bytes) else {
            self.is_whole = false;
            return;
        };
        self.open.push(Open { identity, path: path.to_string(), mention });
        for node in document {
            let item = Item { file, node: &node };
            let is_include = item.name() == "include";
            let pattern = item.text().filter(|pattern| is_include && !pattern.value.is_empty());
            self.nodes.push((file, node));
            match pattern {
                Some(pattern) => include::include(self, files, &pattern),
                // What an include without a path would have named is unknown.
                None => self.is_whole &= !is_include,
            }
        }
        self.open.pop();
    }
}

/// Reads the mesh file and what it includes.
///
/// # Errors
/// When the mesh file itself cannot be read.
pub fn load(files: &mut Files<'_>, path: &str) -> Result<Loaded, WorldError> {
    let bytes = files.world.read(path)?;
    let main = FileId::default();
    let mut loaded = Loaded { main, is_whole: true, open: Vec::new(), taken: Vec::new(), nodes: Vec::new() };
    loaded.file(files, path, bytes, None);
    Ok(loaded)
}

/// Takes in the text of a file; what is not UTF-8 is shown with a stand-in where that begins.
pub fn text(files: &mut Files<'_>, path: &str, bytes: Vec<u8>) -> Option<FileId> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(files.sources.add(path, text)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let help = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "save the file as UTF-8: this is UTF-16".to_string(),
        _ if byte >= 0xa0 => format!("save the file as UTF-8: in Latin-1 this byte is `{}`", char::from(byte)),
        _ => "save the file as UTF-8".to_string(),
    };
    let file = files.sources.add(path, String::from_utf8_lossy(bytes));
    // The text that is shown has a longer character in its place: only where it begins is the same in both.
    let span = Span { file, start: at, end: at };
    let label = format!("the byte 0x{byte:02X} begins no character");
    files.found.push(not_utf8::RULE.at(span, label, format!("`{path}` is not UTF-8")).help(help));
    None
}

/// Takes in a file and reads it as KDL; what keeps it from being KDL is reported.
pub fn document(files: &mut Files<'_>, path: &str, bytes: Vec<u8>) -> Option<(FileId, KdlDocument)> {
    let file = text(files, path, bytes)?;
    let text = files.sources.get(file).map_or("", |source| source.text.as_str());
    match nesting::stack_for(text) {
        Ok(stack) => Some((file, syntax::read(file, text, stack, &mut files.found)?)),
        Err(at) => {
            let message = format!("`{path}` nests deeper than {} levels", nesting::DEEPEST);
            let span = Span { file, start: at, end: text.len().min(at + 1) };
            let diagnostic = nesting_too_deep::RULE.at(span, "one level too deep", message);
            files.found.push(diagnostic.help("close what was opened before: a mesh needs five levels"));
            None
        }
    }
}
