//! Places in the files of a base.

use super::Base;
use crate::source::{Span, offset, value_end};
use crate::yaml::{self, Value};

/// The place of a value in an object of a base, when the user wrote that base.
pub fn place(base: &Base, object: &Value, pointer: &str) -> Option<Span> {
    let (file, document) = base.place_of(object)?;
    let id = file.file?;
    let (line, column) = yaml::locate(&file.text, document, pointer)?;
    let start = offset(&file.text, line, column);
    Some(Span { file: id, start, end: value_end(&file.text, start) })
}
