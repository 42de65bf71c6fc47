//! Where text came from: files by number, places in them, and values that remember their place.
//!
//! Every value of the model that a user wrote is a [`Spanned`], so that a diagnostic can point at it, whichever of the
//! included files it stands in.

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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The line and the column of byte `offset`, both from 1; columns count characters, a byte order mark not counted.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(start..end).unwrap_or("");
        (line, before.chars().filter(|c| *c != '\u{feff}').count() + 1)
    }

    /// The byte at `line` and `column`, both from 1; the end of the text when there is no such place.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines.get(line.saturating_sub(1)) else { return self.text.len() };
        let rest = self.text.get(*start..).unwrap_or("");
        let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        start + within
    }
}

/// All files that were read, by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Takes a file in and gives it its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let (name, text) = (name.into(), text.into());
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.0.push(Source { name, text, lines });
        FileId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file of that number.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.0.get(file.0 as usize)
    }

    /// The number of the file of that name, when it was read.
    pub fn find(&self, name: &str) -> Option<FileId> {
        let at = self.0.iter().position(|source| source.name == name)?;
        u32::try_from(at).ok().map(FileId)
    }
}
