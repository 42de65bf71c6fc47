//! The canonical layout of mesh files, each held against what it was before anybody may write it.

mod layout;

pub use layout::layout;

use crate::diagnostic::Diagnostics;
use crate::kdl::{self, Kind, tokens};
use crate::source::{FileId, Sources};
use std::collections::BTreeSet;

/// One file.
#[derive(Debug)]
pub struct Laid {
    /// Its path, as it was given.
    pub name: String,
    /// Its text as it is.
    pub text: String,
    /// What is to be done with it.
    pub verdict: Verdict,
}

/// What is to be done with a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it has the canonical layout.
    Canonical,
    /// This text has it.
    Differs(String),
    /// It is not KDL; a diagnostic tells why.
    Broken,
    /// The new text would not mean the same as the old one: an error of meshc, and the file stays as it is.
    Refused,
}

/// Lays out the files that were read. One with a finding is not KDL and has no layout.
pub fn format(sources: &Sources, found: &Diagnostics) -> Vec<Laid> {
    let labels = found.0.iter().filter_map(|diagnostic| diagnostic.primary());
    let broken: BTreeSet<FileId> = labels.map(|label| label.span.file).collect();
    let files = sources.names().filter_map(|name| sources.find(name));
    let laid = files.filter_map(|file| {
        let source = sources.get(file)?;
        let verdict = if broken.contains(&file) { Verdict::Broken } else { verdict(&source.text) };
        Some(Laid { name: source.name.clone(), text: source.text.clone(), verdict })
    });
    laid.collect()
}

/// What is to be done with a text that is KDL.
fn verdict(text: &str) -> Verdict {
    let laid = layout(text);
    if laid == text {
        Verdict::Canonical
    } else if is_the_same(text, &laid) {
        Verdict::Differs(laid)
    } else {
        Verdict::Refused
    }
}

/// Whether a text may replace another: the parser and the comments are asked.
fn is_the_same(one: &str, other: &str) -> bool {
    comments(one).eq(comments(other)) && kdl::is_same(one, other)
}

/// The comments of a text, in order, however their lines end.
fn comments(text: &str) -> impl Iterator<Item = String> {
    let comments = tokens(text).filter(|token| matches!(token.kind, Kind::Comment | Kind::Dash));
    let written = comments.map(|token| text.get(token.start..token.end).unwrap_or("").trim_end());
    written.map(|comment| comment.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_is_refused() {
        assert!(is_the_same("a  1 // b\r\n", "a 1 \\\n// b"));
        for other in ["a 1", "a 1 // c", "a 2 // b", "a 1 // b\n// b", "a 1 /-1 // b", "a 1; c // b", "a { // b"] {
            assert!(!is_the_same("a 1 // b", other), "{other}");
        }
    }
}
