//! Places in a listing, and their spans. Where a value of YAML or JSON is takes another reading of the text,
//! so it is looked up only for what is reported.

use crate::diagnostic::Diagnostic;
use crate::rules::invalid_listing;
use crate::source::{FileId, Span, offset, value_end};
use crate::yaml;
use std::ops::Range;

/// The text of a listing.
#[derive(Debug, Clone, Copy)]
pub struct Text<'s> {
    /// Its file.
    pub file: FileId,
    /// The text, a byte order mark included.
    pub text: &'s str,
}

/// Where something is in a listing.
#[derive(Debug, Clone)]
pub enum Place {
    /// These bytes of a file.
    Bytes(FileId, Range<usize>),
    /// A value of YAML or JSON in a file: in which bytes its documents are, in which of them it is, and a
    /// pointer to it.
    Value(FileId, Range<usize>, usize, String),
}

impl Place {
    /// The file of the listing.
    pub fn file(&self) -> FileId {
        match self {
            Place::Bytes(file, _) | Place::Value(file, ..) => *file,
        }
    }
}

impl Text<'_> {
    /// The place of bytes in it.
    pub fn bytes(&self, range: Range<usize>) -> Place {
        Place::Bytes(self.file, range)
    }

    /// The place of a value in it: in which bytes its documents are, in which of them it is, and a pointer.
    pub fn value(&self, within: Range<usize>, document: usize, pointer: &str) -> Place {
        Place::Value(self.file, within, document, pointer.to_string())
    }

    /// The span of a place.
    pub fn span(&self, place: &Place) -> Span {
        let (start, end) = match place {
            Place::Bytes(_, range) => (range.start, range.end),
            Place::Value(_, within, document, pointer) => {
                let own = self.text.get(within.clone()).unwrap_or_default();
                let (line, column) = yaml::locate(own, *document, pointer).unwrap_or((1, 1));
                let start = offset(own, line, column);
                (within.start + start, within.start + value_end(own, start))
            }
        };
        Span { file: self.file, start, end }
    }

    /// The finding that a listing cannot be read there.
    pub fn invalid(&self, place: &Place, message: impl Into<String>, help: &str) -> Box<Diagnostic> {
        Box::new(invalid_listing::RULE.at(self.span(place), "this cannot be read", message).help(help))
    }
}
