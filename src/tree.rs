//! The output before it is written: relative paths and their text, each with the header that marks it as
//! meshc's.

mod difference;
mod header;

pub use difference::{Difference, Why};
pub use header::{Header, Owner, owner, owner_beside, path_beside};

use std::collections::BTreeMap;

/// The end of the names of files that users keep encrypted in the folders of their clusters.
pub const ENCRYPTED: &str = ".sops.yaml";

/// What is meshc's at the top of an output.
#[derive(Debug, PartialEq, Eq)]
pub struct Places {
    /// Folders, with everything below them.
    pub folders: Vec<&'static str>,
    /// Files. Others there are the user's, whatever they contain.
    pub files: Vec<&'static str>,
}

/// Which files of a directory a tree replaces: those outside are never looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What `build` writes.
    Output(&'static Places),
    /// YAML files directly in the directory: what `render --all` writes.
    TopLevel,
}

/// Files by their path: relative, `/` between its parts, never `..`.
#[derive(Debug, Clone)]
pub struct Tree {
    scope: Scope,
    origin: String,
    files: BTreeMap<String, String>,
}

impl Tree {
    /// An empty tree, for the mesh of that name. Its files are named after that and not after the mesh file,
    /// which may be renamed.
    pub fn new(scope: Scope, mesh: &str) -> Tree {
        let plain = |c: char| if c.is_alphanumeric() || " ._-".contains(c) { c } else { '_' };
        let name: String = mesh.chars().map(plain).collect();
        Tree { scope, origin: format!("mesh {name}"), files: BTreeMap::new() }
    }

    /// Adds a file whose format has comments that begin with `#`. Refuses, and returns `false`, when the path
    /// is taken or leads out of the tree.
    #[must_use]
    pub fn insert(&mut self, path: impl Into<String>, body: &str) -> bool {
        self.insert_with(path, body, Header::Comment("# "))
    }

    /// Adds a file that carries its header in that way, as [`insert`](Tree::insert) does.
    #[must_use]
    pub fn insert_with(&mut self, path: impl Into<String>, body: &str, header: Header) -> bool {
        let path = path.into();
        let is_free = |path: &str| is_inside(path) && !self.files.contains_key(path);
        if !is_free(&path) {
            return false;
        }
        match header {
            Header::Comment(mark) => {
                self.files.insert(path, header::marked(mark, &self.origin, body));
            }
            Header::Beside => {
                let beside = path_beside(&path);
                if !is_free(&beside) {
                    return false;
                }
                self.files.insert(beside, header::beside(&self.origin, body));
                self.files.insert(path, body.to_string());
            }
        }
        true
    }

    /// Which files of the directory this tree replaces.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }
}

/// Whether the file at a path is one that a user keeps encrypted: nothing in a tree has such a name, and
/// nobody opens it.
pub fn is_encrypted(path: &str) -> bool {
    path.starts_with("clusters/") && path.ends_with(ENCRYPTED)
}

/// Whether a path stays within the tree.
fn is_inside(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']))
}
