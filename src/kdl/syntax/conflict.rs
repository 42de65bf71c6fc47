//! The marks that an unfinished merge leaves in a text.

use super::error::SyntaxError;
use crate::source::{FileId, conflicts};

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
    Some(error.help("keep what is right of the two sides, and remove the three lines"))
}
