//! The marks that an unfinished merge leaves in a text.

use super::error::SyntaxError;
use crate::source::{FileId, Span};

/// The marks of one conflict, in order; Git writes the one before the last only in the style `diff3`.
const BEGIN: &str = "<<<<<<<";
const MIDDLE: &str = "=======";
const END: &str = ">>>>>>>";

/// The first conflict of a text that is not KDL: everything else that is wrong there may follow from it.
pub fn conflict(file: FileId, text: &str) -> Option<SyntaxError> {
    let conflicts = conflicts(file, text);
    let [begin, middle, end] = *conflicts.first()?;
    let message = match conflicts.len() {
        1 => "this file holds a merge conflict".to_string(),
        more => format!("this file holds {more} merge conflicts"),
    };
    let error = SyntaxError::at(begin, "one side begins here", message);
    let error = error.other(middle, "the other side begins here").other(end, "and ends here");
    Some(error.help("keep the correct side, and remove the three marker lines"))
}

/// The lines that mark each conflict.
fn conflicts(file: FileId, text: &str) -> Vec<[Span; 3]> {
    let mut found = Vec::new();
    let (mut begin, mut middle) = (None, None);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end();
        let span = Span { file, start, end: start + shown.len() };
        start += line.len();
        let is_mark =
            |mark: &str| shown.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if is_mark(BEGIN) {
            (begin, middle) = (Some(span), None);
        } else if is_mark(MIDDLE) && begin.is_some() {
            middle = middle.or(Some(span));
        } else if let (true, Some(first), Some(second)) = (is_mark(END), begin, middle) {
            found.push([first, second, span]);
            (begin, middle) = (None, None);
        }
    }
    found
}
