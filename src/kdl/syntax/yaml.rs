//! Lines of YAML among nodes of KDL.

use super::error::SyntaxError;
use crate::kdl::foreign::is_yaml;
use crate::source::Span;

/// The lines around a place that are written as in YAML, as one mistake, and where they end; nothing where
/// the place is in none.
pub fn lines(place: Span, text: &str) -> Option<(SyntaxError, usize)> {
    let mut block: Vec<(usize, &str)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if is_entry(line) {
            block.push((start + line.len() - line.trim_start().len(), line.trim()));
        } else if end <= place.start {
            block.clear();
        } else {
            break;
        }
        start = end;
    }
    let ((first, shown), (last, other)) = (block.first()?, block.last()?);
    let end = last + other.len();
    if !(*first..=end).contains(&place.start) {
        return None;
    }
    let message = match block.len() {
        1 => format!("`{shown}` is written as in YAML"),
        more => format!("{more} lines are written as in YAML"),
    };
    let span = Span { start: *first, end: first + shown.len(), ..place };
    let error = SyntaxError::at(span, "a key with a colon", message);
    let help = "write a node as its name and its value, without a colon, and what is inside it in braces: \
                `relay { enabled #true }`";
    Some((error.help(help), end))
}

/// A line of YAML in which nothing of KDL begins or ends.
fn is_entry(line: &str) -> bool {
    let line = line.trim();
    is_yaml(line) && line.contains(':') && !line.ends_with(['{', '}', ';'])
}
