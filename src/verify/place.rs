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
    /// These bytes.
    Bytes(Range<usize>),
    /// A value of YAML or JSON: in which bytes its documents are, in which of them it is, and a pointer to
    /// it.
    Value(Range<usize>, usize, String),
}

impl Text<'_> {
    /// The span of a place.
    pub fn span(&self, place: &Place) -> Span {
        let (start, end) = match place {
            Place::Bytes(range) => (range.start, range.end),
            Place::Value(within, document, pointer) => {
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
