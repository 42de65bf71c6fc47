//! Changes of the user's files that resolve findings.

use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// A change of the user's files that resolves a finding.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Whether it keeps what the user can only have intended.
    pub safe: bool,
    /// The replacements, each of one place.
    pub edits: Vec<Edit>,
}

/// The text that replaces one place.
#[derive(Debug, Clone)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
    /// Which part of the fix it is: one of several parts may be made without the others, but not without the
    /// rest of itself.
    pub part: usize,
}

impl Edit {
    /// The replacement of a place, as part of a fix that has only one.
    pub fn new(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into(), part: 0 }
    }
}

/// A fix as far as meshc may make it.
#[derive(Debug, Clone)]
pub struct Applicable<'d> {
    /// The fix.
    pub fix: &'d Fix,
    /// Those of its edits that are to be made.
    pub edits: Vec<&'d Edit>,
}

impl Fix {
    /// Adds the edits of a fix that does the same elsewhere.
    pub fn join(&mut self, other: Fix) {
        let next = self.edits.iter().map(|edit| edit.part + 1).max().unwrap_or_default();
        self.edits.extend(other.edits.into_iter().map(|edit| Edit { part: next + edit.part, ..edit }));
    }

    /// What of it is in files that meshc may change: whole parts; nothing where that is none.
    pub(super) fn within(&self, sources: &Sources) -> Option<Applicable<'_>> {
        let foreign = self.edits.iter().filter(|edit| !sources.may_change(edit.span.file)).map(|edit| edit.part);
        let foreign: BTreeSet<usize> = foreign.collect();
        let edits: Vec<&Edit> = self.edits.iter().filter(|edit| !foreign.contains(&edit.part)).collect();
        (!edits.is_empty()).then_some(Applicable { fix: self, edits })
    }

    /// A safe fix of one place.
    pub fn safe(title: impl Into<String>, span: Span, text: impl Into<String>) -> Fix {
        Fix { title: title.into(), safe: true, edits: vec![Edit::new(span, text)] }
    }

    /// One way to do what the help says, at one place: there may be others, so nobody applies it unasked.
    pub fn proposed(title: impl Into<String>, span: Span, text: impl Into<String>) -> Fix {
        Fix { safe: false, ..Fix::safe(title, span, text) }
    }
}
