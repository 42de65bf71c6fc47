//! The markers that Git leaves in a file of which it could not merge two versions.

use super::error::SyntaxError;
use crate::source::{FileId, Span};

/// The first conflict in a text: that is one mistake, whatever else a parser would object to.
pub fn of_merge(file: FileId, text: &str) -> Option<SyntaxError> {
    let ours = marker(text, "<<<<<<<", 0)?;
    let theirs = marker(text, ">>>>>>>", ours.1)?;
    let between = marker(text, "=======", ours.1).filter(|(start, _)| *start < theirs.0)?;
    let span = |(start, end): (usize, usize)| Span { file, start, end };
    let error = SyntaxError::at(span(ours), "one version begins here", "two versions of this file are not merged yet");
    Some(
        error
            .other(span(between), "the other one begins here")
            .help("write what both come to in their place, and remove the lines with the markers"),
    )
}

/// The first line from `from` on that begins with a marker of conflicts: where it begins and ends.
fn marker(text: &str, sign: &str, from: usize) -> Option<(usize, usize)> {
    let mut start = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let written = line.trim_end();
        let is_marker = written.strip_prefix(sign).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if is_marker && (start == 0 || text.get(..start)?.ends_with('\n')) {
            return Some((start, start + written.len()));
        }
        start += line.len();
    }
    None
}
