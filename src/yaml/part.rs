//! Parts that many documents have in common: each is written once, and put into all of them.

use super::Value;

/// The text of a value that is part of several documents.
#[derive(Debug)]
pub struct Part(pub(super) String);

impl Part {
    /// Puts it where `out` ends. Its other lines are indented.
    fn put(&self, out: &mut String, indent: usize) {
        for (index, line) in self.0.split_inclusive('\n').enumerate() {
            if index > 0 && line != "\n" {
                pad(out, indent);
            }
            out.push_str(line);
        }
    }
}

/// Where parts take the place of an empty value.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'p> {
    path: &'p str,
    parts: &'p [&'p Part],
}

impl<'p> Filling<'p> {
    /// The place at a JSON pointer. None without parts: there the value stays empty.
    pub fn of(path: &'p str, parts: &'p [&'p Part]) -> Option<Filling<'p>> {
        (!parts.is_empty()).then_some(Filling { path, parts })
    }

    /// The place as seen from what is below a key; none when it is elsewhere.
    pub(super) fn below(self, key: &str) -> Option<Filling<'p>> {
        let path = self.path.strip_prefix('/')?.strip_prefix(key)?;
        (path.is_empty() || path.starts_with('/')).then_some(Filling { path, ..self })
    }

    /// Puts the parts in the place of a value, if it is this one: a list of items, or the fields of a map.
    pub(super) fn filled(self, out: &mut String, value: &Value, indent: usize) -> bool {
        if !self.path.is_empty() {
            return false;
        }
        out.push('\n');
        for part in self.parts {
            if value.is_array() {
                pad(out, indent);
                out.push_str("- ");
            } else {
                pad(out, indent + 2);
            }
            part.put(out, indent + 2);
        }
        true
    }
}

/// Indents a line.
pub(super) fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}
