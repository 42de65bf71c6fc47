//! One file as it was read: its text, and the lines and columns of places in it.

/// One file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, in the manner in which the user gave it.
    pub name: String,
    /// Its text, a byte order mark included.
    pub text: String,
    lines: Vec<usize>,
    /// How many characters are before each [`STEP`] of bytes: one line may be all of a file, with a finding
    /// at every word.
    characters: Vec<usize>,
}

/// How many bytes are counted at most to find a column.
const STEP: usize = 1 << 10;

impl Source {
    /// A file that was read.
    pub(super) fn new(name: String, text: String) -> Source {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let steps = text.as_bytes().chunks(STEP).scan(0, |before, step| {
            let here = *before;
            *before += characters(step);
            Some(here)
        });
        let characters = steps.collect();
        Source { name, text, lines, characters }
    }

    /// The line and the column of byte `offset`, both from 1; columns count characters, a byte order mark not
    /// counted.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.start(line).unwrap_or(0);
        let end = self.text.floor_char_boundary(offset);
        (line, self.characters_before(end).saturating_sub(self.characters_before(start)) + 1)
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let step = offset / STEP;
        let rest = self.text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        self.characters.get(step).copied().unwrap_or_default() + characters(rest)
    }

    /// The byte at `line` and `column`, both from 1; the end of the text when there is no such place.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        self.start(line).map_or(self.text.len(), |start| column_in(&self.text, start, column))
    }

    /// The first byte of `line`, counted from 1, a byte order mark passed over; one further on is a character
    /// like any.
    fn start(&self, line: usize) -> Option<usize> {
        match self.lines.get(line.saturating_sub(1)) {
            Some(0) if self.text.starts_with('\u{feff}') => Some('\u{feff}'.len_utf8()),
            start => start.copied(),
        }
    }
}

/// The byte of a text at `line` and `column`, both from 1, a byte order mark not counted; the end of the text
/// when there is no such place.
pub fn offset(text: &str, line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        Some(before) => text.match_indices('\n').nth(before).map_or(text.len(), |(at, _)| at + 1),
        None if text.starts_with('\u{feff}') => '\u{feff}'.len_utf8(),
        None => 0,
    };
    column_in(text, start, column)
}

/// The byte at a column of the line that begins at byte `start`.
fn column_in(text: &str, start: usize, column: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// The end of the value of YAML or JSON that begins at byte `start` of a text, or that of its line.
pub fn value_end(text: &str, start: usize) -> usize {
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    if let Some(inner) = line.strip_prefix('"') {
        return start + inner.find('"').map_or(line.trim_end().len(), |end| end + 2);
    }
    let is_plain = !line.starts_with(['[', '{', '\'', '&', '!']);
    let end = line.find([',', ']', '}']).filter(|_| is_plain).unwrap_or(line.len());
    start + line.get(..end).unwrap_or(line).trim_end().len()
}

/// How many characters begin in a part of a text: all bytes of one but the first are `10xxxxxx`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use crate::source::Sources;

    #[test]
    fn positions_and_offsets_agree_and_pass_over_a_byte_order_mark() {
        let mut sources = Sources::default();
        let file = sources.add("mesh.kdl", "\u{feff}mesh \"ü\"\r\n\tx");
        let source = sources.get(file).unwrap();
        for (offset, position) in
            [(0, (1, 1)), (3, (1, 1)), (8, (1, 6)), (9, (1, 7)), (11, (1, 8)), (14, (2, 1)), (15, (2, 2))]
        {
            assert_eq!(source.position(offset), position, "{offset}");
        }
        for (offset, (line, column)) in
            [(3, (1, 1)), (9, (1, 7)), (11, (1, 8)), (14, (2, 1)), (15, (2, 2)), (16, (9, 1))]
        {
            assert_eq!(source.offset(line, column), offset, "{line}:{column}");
        }
    }

    #[test]
    fn columns_of_a_long_line_are_counted_from_near() {
        let mut sources = Sources::default();
        let text = format!("a\n{}\n", "é—x".repeat(3_000));
        let file = sources.add("mesh.kdl", text.as_str());
        let source = sources.get(file).unwrap();
        for (column, (offset, _)) in text[2..].char_indices().enumerate().step_by(97) {
            assert_eq!(source.position(offset + 2), (2, column + 1));
        }
        assert_eq!(source.position(text.len() - 1), (2, 9_001));
    }

    #[test]
    fn no_offset_is_out_of_reach() {
        let mut sources = Sources::default();
        let file = sources.add("mesh.kdl", "é\n");
        let source = sources.get(file).unwrap();
        assert_eq!(source.position(1), (1, 1), "inside a character");
        assert_eq!(source.position(usize::MAX), (2, 1));
    }
}
