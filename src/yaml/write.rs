//! Values to YAML text, in the block style of kubectl and kustomize: two spaces, lists no deeper than their
//! key.
//!
//! A string is plain when every reader agrees on it, a block literal when it has lines and none of them needs
//! escapes, and double-quoted otherwise. Nothing is folded, so that a diff shows what changed.

use super::part::{Filling, Part, pad};
use super::plain::{is_ambiguous, is_unprintable};
use super::{Map, Value};
use std::fmt::Write;

/// One document, without `---`, with a newline at its end.
pub fn write(value: &Value) -> String {
    write_with(value, None)
}

/// The same, with parts that are written already in their place.
pub fn write_with(value: &Value, place: Option<Filling<'_>>) -> String {
    let mut out = String::new();
    node(&mut out, value, 0, place);
    out
}

/// A value as part of several documents.
pub fn write_part(value: &Value) -> Part {
    Part(write(value))
}

/// Documents, with `---` between them.
pub fn write_all<'a>(values: impl IntoIterator<Item = &'a Value>) -> String {
    values.into_iter().map(write).collect::<Vec<_>>().join("---\n")
}

/// A node whose first line begins where `out` ends and whose other lines are indented by `indent`.
fn node(out: &mut String, value: &Value, indent: usize, place: Option<Filling<'_>>) {
    match value {
        Value::Object(fields) if !fields.is_empty() => mapping(out, fields, indent, place),
        Value::Array(items) if !items.is_empty() => sequence(out, items, indent),
        // The lines of a literal at the top must be indented too.
        scalar => line(out, scalar, indent.max(2)),
    }
}

fn mapping(out: &mut String, fields: &Map<String, Value>, indent: usize, place: Option<Filling<'_>>) {
    for (index, (key, value)) in fields.iter().enumerate() {
        if index > 0 {
            pad(out, indent);
        }
        let place = place.and_then(|place| place.below(key));
        // A reader looks for the colon of a key within 1024 characters only (YAML 1.2.2, 7.4.2).
        let is_long = key.len() > SURELY_SHORT && {
            let mut text = String::new();
            inline(&mut text, key);
            text.chars().count() > 1000
        };
        if is_long {
            out.push_str("? ");
        }
        inline(out, key);
        if is_long {
            out.push('\n');
            pad(out, indent);
        }
        out.push(':');
        if place.is_some_and(|place| place.filled(out, value, indent)) {
            continue;
        }
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                out.push('\n');
                pad(out, indent + 2);
                mapping(out, fields, indent + 2, place);
            }
            Value::Array(items) if !items.is_empty() => {
                out.push('\n');
                pad(out, indent);
                sequence(out, items, indent);
            }
            scalar => {
                out.push(' ');
                line(out, scalar, indent + 2);
            }
        }
    }
}

fn sequence(out: &mut String, items: &[Value], indent: usize) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            pad(out, indent);
        }
        out.push_str("- ");
        node(out, item, indent + 2, None);
    }
}

/// A key of so many bytes is short enough however much of it is escaped: no character takes more than ten.
const SURELY_SHORT: usize = 100;

/// A scalar or an empty collection, to the end of its last line.
fn line(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push_str(&number(&value.to_string())),
        Value::String(text) if is_literal(text) => return literal(out, text, indent),
        Value::String(text) => inline(out, text),
        Value::Array(_) => out.push_str("[]"),
        Value::Object(_) => out.push_str("{}"),
    }
    out.push('\n');
}

/// To YAML 1.1 a number with an exponent is only one when it has a point and the exponent a sign.
fn number(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once('e') else { return text.to_string() };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['+', '-']) { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

/// Whether a text survives as a block literal as it is: no escapes, no indentation to guess, no space that
/// nobody sees.
fn is_literal(text: &str) -> bool {
    let is_faithful = |line: &str| !line.ends_with(' ') && !line.chars().any(is_unprintable);
    text.contains('\n') && !text.starts_with(['\n', ' ']) && text.split('\n').all(is_faithful)
}

fn literal(out: &mut String, text: &str, indent: usize) {
    let body = text.trim_end_matches('\n');
    out.push_str(match text.len() - body.len() {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            pad(out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
}

/// A string on one line.
fn inline(out: &mut String, text: &str) {
    if !is_ambiguous(text) {
        return out.push_str(text);
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if !is_unprintable(c) => out.push(c),
            c => escape(out, u32::from(c)),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, code: u32) {
    // Writing to a String cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02X}"),
        0x100..=0xffff => write!(out, "\\u{code:04X}"),
        _ => write!(out, "\\U{code:08X}"),
    };
}
