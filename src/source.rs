//! Where text came from: files by number, places in them, and values that remember their place.
//!
//! Every value of the model that a user wrote is a [`Spanned`], so that a diagnostic can point at it,
//! whichever of the included files it is in.

mod conflict;
mod said;

pub use conflict::conflicts;
pub use said::{Listed, Said};

use std::collections::BTreeSet;

/// The number of a file among [`Sources`], in the order in which the files were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place: bytes `start..end` of one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The empty place at the end of this one, where something is missing.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A value and the place where the user wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// `value`, written at `span`.
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

/// One file as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, in the manner in which the user gave it.
    pub name: String,
    /// Its text, a byte order mark included.
    pub text: String,
    lines: Vec<usize>,
}

impl Source {
    /// The line and the column of byte `offset`, both from 1; columns count characters, a byte order mark not
    /// counted.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.start(line).unwrap_or(0);
        let end = self.text.floor_char_boundary(offset);
        let before = self.text.get(start..end).unwrap_or("");
        (line, before.chars().count() + 1)
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

/// A word of key material that is too long to be anything else.
const LONG_WORD: usize = 16;
/// A shorter text is part of too many others.
const SHORTEST: usize = 6;

/// All files that were read, by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// Parts of texts that no report may show.
    concealed: BTreeSet<String>,
    /// The files that meshc may change.
    changeable: BTreeSet<FileId>,
    /// Where the current folder is in the repository; empty at its top.
    home: String,
}

impl Sources {
    /// Takes a file in and gives it its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let (name, text) = (name.into(), text.into());
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.files.push(Source { name, text, lines });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file of that number.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }

    /// Lets meshc change a file where the user asks for it: one of a mesh, read as it is.
    pub fn let_change(&mut self, file: FileId) {
        self.changeable.insert(file);
    }

    /// Whether meshc may change a file. What a mesh file names beside other mesh files is never changed.
    pub fn may_change(&self, file: FileId) -> bool {
        self.changeable.contains(&file)
    }

    /// Takes care that no report shows a text, in whatever lines a file has it.
    pub fn conceal(&mut self, text: &str) {
        let words = text.split_whitespace().filter(|word| word.len() >= LONG_WORD);
        self.concealed.extend(words.map(str::to_string));
        let whole = text.trim();
        self.concealed.extend((whole.len() >= SHORTEST && !whole.contains('\n')).then(|| whole.to_string()));
    }

    /// How much of a line may be shown: what is before anything concealed.
    pub fn shown_part<'t>(&self, line: &'t str) -> &'t str {
        let starts = self.concealed.iter().filter_map(|text| line.find(text.as_str()));
        starts.min().and_then(|end| line.get(..end)).unwrap_or(line)
    }

    /// Sets where the current folder is in the repository: what shows findings there wants paths from its
    /// top.
    pub fn set_home(&mut self, folder: String) {
        self.home = folder;
    }

    /// Where a span begins, as `mesh.kdl:3`.
    pub fn place(&self, span: Span) -> Option<String> {
        let source = self.get(span.file)?;
        Some(format!("{}:{}", source.name, source.position(span.start).0))
    }

    /// The path of a file from the top of the repository.
    pub fn in_repository(&self, name: &str) -> String {
        let is_relative = !self.home.is_empty() && !name.starts_with(['/', '\\']) && name != "-";
        if is_relative { format!("{}/{name}", self.home) } else { name.to_string() }
    }

    /// The names of the files, in the order in which they were read.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|source| source.name.as_str())
    }

    /// The numbers of the files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..self.files.len()).filter_map(|at| u32::try_from(at).ok().map(FileId))
    }

    /// The text of the file of that name, when it was read.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|source| source.name == name).map(|source| source.text.as_str())
    }

    /// The number of the file of that name, when it was read.
    pub fn find(&self, name: &str) -> Option<FileId> {
        let at = self.files.iter().position(|source| source.name == name)?;
        u32::try_from(at).ok().map(FileId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn no_offset_is_out_of_reach() {
        let mut sources = Sources::default();
        let file = sources.add("mesh.kdl", "é\n");
        let source = sources.get(file).unwrap();
        assert_eq!(source.position(1), (1, 1), "inside a character");
        assert_eq!(source.position(usize::MAX), (2, 1));
    }
}
