//! From the marks of `serde_yaml` to places in the text, and to what a scalar looks like there.
//!
//! libyaml counts characters, and lines by YAML 1.1, where U+0085, U+2028 and U+2029 end a line too;
//! everybody else counts `\n`. A mark is therefore first turned into a byte and only then into the line and
//! column that a user sees.

use std::cell::Cell;

/// A text without its byte order mark, and where its lines start as libyaml counts them.
pub struct Text<'t> {
    text: &'t str,
    mark: usize,
    lines: Vec<usize>,
    /// The line, column and byte that was asked for last: a line may be a megabyte long, with many questions
    /// about it.
    last: Cell<(usize, usize, usize)>,
}

impl<'t> Text<'t> {
    /// Drops the byte order mark: libyaml would count it as a column and then find the second line dedented.
    pub fn new(text: &'t str) -> Self {
        let whole = text.len();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = vec![0];
        let mut characters = text.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let joined = c == '\r' && matches!(characters.peek(), Some((_, '\n')));
            if matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}') && !joined {
                lines.push(at + c.len_utf8());
            }
        }
        Text { text, mark: whole - text.len(), lines, last: Cell::new((1, 1, 0)) }
    }

    /// The text.
    pub fn as_str(&self) -> &'t str {
        self.text
    }

    /// How many bytes the byte order mark took.
    pub fn skipped(&self) -> usize {
        self.mark
    }

    /// The byte at libyaml's `line` and `column`, both from 1.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let (last_line, last_column, last_offset) = self.last.get();
        let (from, skip) = match column.checked_sub(last_column) {
            Some(skip) if line == last_line => (last_offset, skip),
            _ => (self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len()), column.saturating_sub(1)),
        };
        let rest = self.text.get(from..).unwrap_or("");
        let offset = from + rest.char_indices().nth(skip).map_or(rest.len(), |(at, _)| at);
        self.last.set((line, column, offset));
        offset
    }

    /// The line and column of a byte, both from 1, as an editor counts them.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = self.text.get(..offset).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// The scalar that begins at a byte: its tag, when it has one, and the text from its first own character
    /// on.
    pub fn scalar(&self, offset: usize) -> (Option<&'t str>, &'t str) {
        let mut rest = self.text.get(offset..).unwrap_or("");
        let mut tag = None;
        while rest.starts_with(['&', '!']) {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (property, after) = rest.split_at(end);
            if property.starts_with('!') {
                tag = Some(property);
            }
            rest = after.trim_start();
            // Between a node's properties and its content there may be comments.
            while rest.starts_with('#') {
                rest = rest.split_once('\n').map_or("", |(_, below)| below).trim_start();
            }
        }
        (tag, rest)
    }
}

/// How many bytes a scalar takes that is written in one line; of one that is plain the text is known, where
/// it is one.
pub fn length(written: &str, plain: Option<&str>) -> Option<usize> {
    let quote = written.chars().next()?;
    if let Some(text) = plain {
        return written.starts_with(text).then_some(text.len());
    }
    let end = match quote {
        '|' | '>' | '*' => return None,
        '"' | '\'' => {
            let mut is_escaped = false;
            let mut characters = written.char_indices().skip(1).peekable();
            loop {
                let (at, c) = characters.next()?;
                let is_doubled = quote == '\'' && c == quote && matches!(characters.peek(), Some((_, '\'')));
                match c {
                    // It goes on in another line.
                    '\n' => return None,
                    _ if is_escaped => is_escaped = false,
                    '\\' if quote == '"' => is_escaped = true,
                    _ if is_doubled => is_escaped = true,
                    c if c == quote => break at + 1,
                    _ => {}
                }
            }
        }
        _ => written.find([',', ']', '}', ':', ' ', '\t', '#', '\n', '\r']).unwrap_or(written.len()),
    };
    Some(end).filter(|end| *end > 0)
}
