//! Objects of Kubernetes, and folders of them: what tells one from another, and where each was read.

pub mod key_material;
mod kinds;
mod place;
pub mod pod;

pub use kinds::{Kind, Scope, group, known_kind};
pub use place::place;

use crate::source::{FileId, Span};
use crate::yaml::{Value, text};

/// A directory of plain manifests.
#[derive(Debug, Default)]
pub struct Base {
    /// The name of its folder in the output.
    pub name: String,
    /// What the user calls it: the release line of a builtin base, or the path.
    pub title: String,
    /// The place that asks for it.
    pub span: Span,
    /// Its files, sorted by path.
    pub files: Vec<BaseFile>,
    /// The objects in them, in the order of the files.
    pub objects: Vec<Value>,
    /// Of each object the file and the document in that file, both counted from 0.
    places: Vec<(usize, usize)>,
}

/// One file of a base.
#[derive(Debug)]
pub struct BaseFile {
    /// Its path in the base.
    pub path: String,
    /// Its text, as it is.
    pub text: String,
    /// Where the text was read; builtin files have no place.
    pub file: Option<FileId>,
}

impl Base {
    /// A base without any file yet.
    pub fn new(name: String, title: String, span: Span) -> Base {
        Base { name, title, span, ..Base::default() }
    }

    /// Adds a file with its documents; an empty document holds no object.
    pub fn push(&mut self, file: BaseFile, documents: Vec<Value>) {
        let number = self.files.len();
        self.files.push(file);
        for (document, object) in documents.into_iter().enumerate().filter(|(_, object)| !object.is_null()) {
            self.objects.push(object);
            self.places.push((number, document));
        }
    }

    /// The file of one of its objects, and the number of its document in that file.
    pub fn place_of(&self, object: &Value) -> Option<(&BaseFile, usize)> {
        let index = self.objects.iter().position(|own| std::ptr::eq(own, object))?;
        let (file, document) = self.places.get(index)?;
        Some((self.files.get(*file)?, *document))
    }

    /// Whether the user gave it, rather than meshc.
    pub fn is_of_user(&self) -> bool {
        self.files.iter().any(|file| file.file.is_some())
    }
}

/// What tells one object of a cluster from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity<'a> {
    /// `apiVersion` without the version: empty for the core group.
    pub group: &'a str,
    /// `kind`.
    pub kind: &'a str,
    /// `metadata.namespace`; empty when there is none.
    pub namespace: &'a str,
    /// `metadata.name`.
    pub name: &'a str,
}

/// The object of that kind and name in a namespace; an empty one for objects that have none.
pub fn find<'b>(objects: &'b [Value], kind: &str, name: &str, namespace: &str) -> Option<&'b Value> {
    let is_it = |object: &&Value| identity(object).is_some_and(|id| id.name == name && id.namespace == namespace);
    objects.iter().filter(|object| self::kind(object) == kind).find(is_it)
}

/// The object of that kind and name, whatever its namespace.
pub fn find_in_any<'b>(objects: &'b [Value], kind: &str, name: &str) -> Option<&'b Value> {
    objects.iter().find(|object| identity(object).is_some_and(|id| (id.kind, id.name) == (kind, name)))
}

/// The identity of an object; `None` when it has no `kind` or no name.
pub fn identity(object: &Value) -> Option<Identity<'_>> {
    let metadata = object.get("metadata")?;
    let id = Identity {
        group: group(text(object, "apiVersion")),
        kind: kind(object),
        namespace: text(metadata, "namespace"),
        name: text(metadata, "name"),
    };
    (!id.kind.is_empty() && !id.name.is_empty()).then_some(id)
}

/// The `kind` of a manifest, or nothing.
pub fn kind(document: &Value) -> &str {
    text(document, "kind")
}
