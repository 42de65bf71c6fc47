//! What a syntax error is: the words, the places, the way out.

use crate::source::Span;

/// One thing that keeps a text from being KDL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The place to change.
    pub span: Span,
    /// What is there.
    pub label: String,
    /// Other places involved, and what is there.
    pub others: Vec<(Span, String)>,
    /// What to do, as an imperative.
    pub help: Option<String>,
    /// A change that does it and keeps the meaning that the author can only have had.
    pub fix: Option<Fix>,
}

/// A change of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

impl SyntaxError {
    pub(super) fn at(span: Span, label: &str, message: impl Into<String>) -> Self {
        SyntaxError {
            message: message.into(),
            span,
            label: label.to_string(),
            others: Vec::new(),
            help: None,
            fix: None,
        }
    }

    pub(super) fn other(mut self, span: Span, label: &str) -> Self {
        self.others.push((span, label.to_string()));
        self
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        SyntaxError { help: Some(help.into()), ..self }
    }

    pub(super) fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        SyntaxError { fix: Some(Fix { title: title.into(), span, text: text.into() }), ..self }
    }
}
