//! Holds single values against their types.

mod cidr;
mod duration;
mod endpoint;
mod host;
mod mismatch;
mod names;
mod recipient;
mod repository;
mod version;

pub use endpoint::is_endpoint;
pub use host::is_host;
pub use names::{is_data_key, is_object_name_pattern};

use crate::diagnostic::{Diagnostic, Diagnostics, Fix, nearest};
use crate::kdl::{Entry, KdlValue, single_quotes};
use crate::parse::grammar::Type;
use crate::parse::read::syntax_error;
use crate::rules::{self, invalid_address, missing_value, number_out_of_range, unknown_choice, wrong_type};
use crate::source::Span;
use crate::words::either;
use mismatch::{Wanted, mismatch};
use std::net::IpAddr;

/// Holds one value against its type; `owner` is the node or property that it belongs to.
pub fn check(entry: Entry<'_>, kind: Type, owner: &str, found: &mut Diagnostics) {
    let span = entry.value_span();
    if let Some(span) = entry.annotation() {
        annotation(span, found);
    }
    let finding = match (kind, entry.value()) {
        _ if entry.written().starts_with('\'') => single_quotes(entry.written(), span).map(syntax_error),
        (Type::Data | Type::Scalar, KdlValue::Float(number)) if !number.is_finite() => {
            let message = format!("`{owner}` is {}, which is not a number in JSON and YAML", entry.written());
            Some(wrong_type::RULE.at(span, "not a number", message).help("write it in quotes, as text"))
        }
        (Type::Data, KdlValue::Integer(number))
            if i64::try_from(*number).is_err() && u64::try_from(*number).is_err() =>
        {
            let message = format!("`{owner}` is {number}, which does not fit into 64 bits");
            Some(number_out_of_range::RULE.at(span, "out of range", message).help("write it in quotes, as text"))
        }
        (Type::Scalar, KdlValue::Null) => Some(mismatch(entry, owner, Wanted::Scalar)),
        (Type::Data | Type::Scalar, _)
        | (Type::AnyInteger, KdlValue::Integer(_))
        | (Type::Boolean, KdlValue::Bool(_)) => None,
        (Type::Integer(low, high), KdlValue::Integer(number)) => out_of_range(*number, (low, high), span, owner),
        (Type::Integer(..) | Type::AnyInteger, _) => Some(mismatch(entry, owner, Wanted::Integer)),
        (Type::Boolean, _) => Some(mismatch(entry, owner, Wanted::Boolean)),
        (_, KdlValue::String(text)) => string(text, kind, span, owner),
        (Type::Version, KdlValue::Float(_)) => {
            let help = format!("write all three numbers in quotes, such as \"{}.2\"", entry.written());
            Some(mismatch(entry, owner, Wanted::Text).help(help))
        }
        _ => Some(mismatch(entry, owner, Wanted::Text)),
    };
    found.0.extend(finding);
}

/// Refuses a type annotation.
pub fn annotation(span: Span, found: &mut Diagnostics) {
    let message = "a type annotation has no meaning in a mesh file";
    found.push(wrong_type::RULE.at(span, "type annotation", message).help("remove it and its parentheses"));
}

fn out_of_range(number: i128, (low, high): (i128, i128), span: Span, owner: &str) -> Option<Diagnostic> {
    let near = number.clamp(low, high);
    let message = format!("`{owner}` is {number}, but must be from {low} to {high}");
    (near != number).then(|| {
        number_out_of_range::RULE.at(span, "out of range", message).help(format!("write a number from {low} to {high}"))
    })
}

fn string(text: &str, kind: Type, span: Span, owner: &str) -> Option<Diagnostic> {
    if text.is_empty() && kind != Type::Text {
        let message = format!("`{owner}` is empty");
        return Some(missing_value::RULE.at(span, "empty", message).help("write something between the quotes"));
    }
    match kind {
        Type::Choice(_) | Type::Platform => choice(text, &kind.choices()?, span, owner),
        Type::Cidr => cidr::problem(text, span),
        Type::Address if text.parse::<IpAddr>().is_err() => {
            let message = format!("`{text}` is not an IP address");
            let help = "write one such as \"192.0.2.10\", or a DNS name with `address`";
            Some(invalid_address::RULE.at(span, "not an address", message).help(help))
        }
        Type::Host(kind) => host::problem(text, kind, span, owner),
        Type::Version => version::problem(text, span),
        Type::Endpoint => endpoint::problem(text, span),
        Type::Recipient(kind) => recipient::problem(text, kind, span, owner),
        Type::Folder => repository::folder(text, span, owner),
        Type::Repository => repository::charts(text, span),
        Type::Duration => duration::problem(text, span, owner),
        _ => names::problem(text, kind, span, owner),
    }
}

fn choice(text: &str, choices: &[&'static str], span: Span, owner: &str) -> Option<Diagnostic> {
    if choices.contains(&text) {
        return None;
    }
    let message = format!("`{owner}` cannot be `{text}`");
    let diagnostic = unknown_choice::RULE.at(span, "unknown choice", message);
    Some(match nearest(text, choices.iter().copied()) {
        Some(name) if name.eq_ignore_ascii_case(text) => {
            let right = format!("\"{name}\"");
            diagnostic.help(format!("did you mean {right}?")).fix(Fix::safe(format!("write {right}"), span, right))
        }
        Some(name) => diagnostic.help(format!("did you mean \"{name}\"?")),
        None => diagnostic.help(format!("choose {}", either(choices))),
    })
}

/// Holds the name of a rule against the rules that there are.
pub fn rule_name(name: &str, span: Span, found: &mut Diagnostics) {
    if name.is_empty() || rules::find(name).is_some() {
        return;
    }
    let help = match nearest(name, rules::RULES.iter().map(|row| row.rule.name)) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "run `meshc explain` for the list of rules".to_string(),
    };
    found.push(unknown_choice::RULE.at(span, "unknown rule", format!("there is no rule `{name}`")).help(help));
}
