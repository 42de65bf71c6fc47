//! JSON texts in a listing, one after the other.

use super::node::FORMS;
use super::place::{Place, Text};
use crate::diagnostic::Diagnostic;
use crate::source::offset;
use crate::yaml::Value;

/// Reads each of the texts, of which the first begins at that byte: the value, and what tells the place of a
/// pointer into it.
///
/// # Errors
/// The finding about what is not JSON, and what `read` returns.
pub fn each(
    text: Text<'_>,
    from: usize,
    mut read: impl FnMut(&Value, &dyn Fn(&str) -> Place) -> Result<(), Box<Diagnostic>>,
) -> Result<(), Box<Diagnostic>> {
    let body = text.text.get(from..).unwrap_or_default();
    let mut stream = serde_json::Deserializer::from_str(body).into_iter::<Value>();
    let mut start = 0;
    while let Some(value) = stream.next() {
        let value = value.map_err(|error| {
            let at = from + offset(body, error.line(), error.column());
            text.invalid(&text.bytes(at..at), format!("the listing is not JSON: {}", reason(&error)), FORMS)
        })?;
        let end = stream.byte_offset();
        read(&value, &|pointer| text.value(from + start..from + end, 0, pointer))?;
        start = end;
    }
    Ok(())
}

/// The items of a list; none where there is no list.
pub fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The message of `serde_json` without the place, which is relative to the first text.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_string())
}
