//! A value of another type than GRAMMAR wants.

use crate::diagnostic::{Diagnostic, Fix};
use crate::kdl::{Entry, KdlValue};
use crate::rules::wrong_type;

/// What is wanted in a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    Text,
    Integer,
    Boolean,
    Scalar,
}

impl Wanted {
    fn words(self) -> &'static str {
        match self {
            Wanted::Text => "text",
            Wanted::Integer => "an integer",
            Wanted::Boolean => "#true or #false",
            Wanted::Scalar => "text, a number or a boolean",
        }
    }
}

/// What to write in the place of a value that is not what is wanted.
pub fn mismatch(entry: Entry<'_>, owner: &str, wanted: Wanted) -> Diagnostic {
    let (value, written, span) = (entry.value(), entry.written(), entry.value_span());
    let is = match value {
        KdlValue::String(_) => "text",
        KdlValue::Integer(_) => "an integer",
        KdlValue::Float(_) => "a number with a fraction",
        KdlValue::Bool(_) => "a boolean",
        KdlValue::Null => "null",
    };
    let words = wanted.words();
    let diagnostic = wrong_type::RULE.at(span, format!("this is {is}"), format!("`{owner}` must be {words}"));
    match (wanted, value) {
        (Wanted::Integer, KdlValue::String(text)) if text.parse::<i128>().is_ok() => {
            diagnostic.help(format!("write {text}, without quotes")).fix(Fix::safe("remove the quotes", span, text))
        }
        (Wanted::Boolean, KdlValue::String(text)) if matches!(text.as_str(), "true" | "false") => {
            let keyword = format!("#{text}");
            diagnostic.help(format!("write {keyword}")).fix(Fix::safe(format!("write {keyword}"), span, keyword))
        }
        (Wanted::Text, KdlValue::Integer(_) | KdlValue::Float(_)) => {
            diagnostic.help(format!("write it in quotes: \"{written}\""))
        }
        (Wanted::Integer, KdlValue::Float(number)) if number.fract() == 0.0 && number.abs() < 1e15 => {
            diagnostic.help(format!("write {number:.0}"))
        }
        _ => diagnostic.help(format!("write {words}")),
    }
}
