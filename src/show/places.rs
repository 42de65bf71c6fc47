//! Which node of the mesh file a value is written in, by its place.

use crate::kdl::{self, Item, KdlDocument};
use crate::source::{FileId, Sources, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Where a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as its name was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The files of a mesh, each read again as KDL when somebody asks for a node of it: the model has values and
/// their places, not the nodes around them.
pub struct Places<'s> {
    sources: &'s Sources,
    read: RefCell<BTreeMap<FileId, Option<Rc<KdlDocument>>>>,
}

impl<'s> Places<'s> {
    /// The places of these files.
    pub fn new(sources: &'s Sources) -> Places<'s> {
        Places { sources, read: RefCell::default() }
    }

    /// The place of a span.
    pub fn place(&self, span: Span) -> Option<Place> {
        let source = self.sources.get(span.file)?;
        Some(Place { file: source.name.clone(), line: source.position(span.start).0 })
    }

    /// The name of the node at the top of its file in which a span is; nothing where that is no mesh file.
    pub fn node(&self, span: Span) -> Option<String> {
        let document = self.document(span.file)?;
        let starts = |node: &&kdl::KdlNode| Item { file: span.file, node }.span().start <= span.start;
        document.nodes().iter().rfind(starts).map(|node| node.name().value().to_string())
    }

    /// Whether a text is written at a span, rather than what follows from what is.
    pub fn has(&self, span: Span, text: &str) -> bool {
        let source = self.sources.get(span.file);
        source.and_then(|source| source.text.get(span.start..span.end)).is_some_and(|written| written.contains(text))
    }

    /// A text, unless it is one that no report may show.
    pub fn shown(&self, text: String) -> String {
        if self.sources.shown_part(&text) == text { text } else { "(not shown)".to_string() }
    }

    fn document(&self, file: FileId) -> Option<Rc<KdlDocument>> {
        if let Some(read) = self.read.borrow().get(&file) {
            return read.clone();
        }
        let source = self.sources.get(file).filter(|source| source.name.ends_with(".kdl") || file == FileId::default());
        let read = source.and_then(|source| kdl::read(file, &source.text).ok()).map(Rc::new);
        self.read.borrow_mut().insert(file, read.clone());
        read
    }
}
