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
            Wanted::Text => "a string",
            Wanted::Integer => "an integer",
            Wanted::Boolean => "#true or #false",
            Wanted::Scalar => "a string, a number or a boolean",
        }
    }
}

fn length(text: &str) -> Option<&str> {
    text.strip_prefix('/').filter(|number| number.parse::<u8>().is_ok())
}

/// The keyword that a word of YAML 1.1 or of another language stands for, or one that Cilium's own switches
/// have had (`kubeProxyReplacement` up to 1.13).
pub fn keyword(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "enabled" | "strict" => Some("#true"),
        "false" | "no" | "off" | "disabled" => Some("#false"),
        _ => None,
    }
}

/// What to write in the place of a value that is not what is wanted.
pub fn mismatch(entry: Entry<'_>, owner: &str, wanted: Wanted) -> Diagnostic {
    let (value, span) = (entry.value(), entry.value_span());
    let is = match value {
        KdlValue::String(_) => "a string",
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
        // The length of a prefix as it is written behind an address.
        (Wanted::Integer, KdlValue::String(text)) if let Some(number) = length(text) => {
            diagnostic.help(format!("write {number}")).fix(Fix::safe(format!("write {number}"), span, number))
        }
        (Wanted::Boolean, KdlValue::String(text)) if let Some(keyword) = keyword(text) => {
            diagnostic.help(format!("write {keyword}")).fix(Fix::safe(format!("write {keyword}"), span, keyword))
        }
        (Wanted::Integer, KdlValue::Float(number)) if number.fract() == 0.0 && number.abs() < 1e15 => {
            let number = format!("{number:.0}");
            diagnostic.help(format!("write {number}")).fix(Fix::safe(format!("write {number}"), span, number))
        }
        _ => diagnostic.help(format!("write {words}")),
    }
}
