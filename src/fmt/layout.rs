//! KDL text to the same text in the one canonical layout: `statements` reads it, `print` writes it.
//!
//! Four spaces for each brace, one node a line, one space between its parts, at most one blank line between
//! nodes and none at the ends of a block, no white space at the end of a line, one end of line at the end of
//! the file. Children that were written on one line stay there, as `{ a; b }`, when that line holds no
//! comment and ends within 100 columns; others get a line each. A line that goes on after `\` goes on, one
//! level deeper. Strings, numbers and the order of everything stay as they are written.
//!
//! A comment stays on its line, or on a line of its own, one space after what it follows; those at the ends
//! of lines that follow each other begin in one column, unless a line is too long. `/-` is next to what it
//! takes away.
//!
//! Ends of lines are those of most lines of the file, as Git on Windows may have made them. A byte order mark
//! goes: UTF-8 needs none.

mod block;
mod print;
mod statements;

const MARK: char = '\u{feff}';

/// The text in its canonical layout. It must be KDL 2 that [`crate::kdl::read`] takes: braces bound the depth
/// of the recursion.
pub fn layout(text: &str) -> String {
    let plain = text.strip_prefix(MARK).unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let laid = print::print(&statements::read(&plain));
    let windows = text.matches("\r\n").count();
    if 2 * windows > text.matches('\n').count() { laid.replace('\n', "\r\n") } else { laid }
}
