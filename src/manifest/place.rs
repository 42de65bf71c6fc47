//! Places in the files of a base.

use super::Base;
use crate::source::{Sources, Span};
use crate::yaml::{self, Value};

/// The place of a value in an object of a base, when the user wrote that base.
pub fn place(base: &Base, object: &Value, pointer: &str) -> Option<Span> {
    let (file, document) = base.place_of(object)?;
    let id = file.file?;
    let (line, column) = yaml::locate(&file.text, document, pointer)?;
    let mut sources = Sources::default();
    let source = sources.add("", file.text.as_str());
    let source = sources.get(source)?;
    let start = source.offset(line, column);
    Some(Span { file: id, start, end: source.value_end(start) })
}
