//! The marks that an unfinished merge leaves in a text.

use super::{FileId, Span};

/// The marks of one conflict, in order; Git writes the one before the last only in the style `diff3`.
const BEGIN: &str = "<<<<<<<";
const MIDDLE: &str = "=======";
const END: &str = ">>>>>>>";

/// The three lines that mark each conflict.
pub fn conflicts(file: FileId, text: &str) -> Vec<[Span; 3]> {
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
