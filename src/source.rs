//! Where text came from: files by number, places in them, and values that remember their place.
//!
//! Every value of the model that a user wrote is a [`Spanned`], so that a diagnostic can point at it,
//! whichever of the included files it is in.

mod conflict;
mod said;
mod text;

pub use conflict::conflicts;
pub use said::{Listed, Said};
pub use text::{Source, offset, value_end};

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
        self.files.push(Source::new(name.into(), text.into()));
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
