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
pub use mismatch::keyword;
pub use names::{is_data_key, is_object_name_pattern};

use crate::diagnostic::{Diagnostic, Diagnostics, Fix, nearest};
use crate::kdl::{Entry, FOREIGN_QUOTES, KdlValue, foreign_quotes};
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
        _ if entry.written().starts_with(FOREIGN_QUOTES) => foreign_quotes(entry.written(), span).map(syntax_error),
        (Type::Data | Type::Scalar, KdlValue::Float(number)) if !number.is_finite() => {
            let message = format!("`{owner}` is {}, which is not a number in JSON or YAML", entry.written());
            Some(wrong_type::RULE.at(span, "not a number", message).help("write it in quotes, as a string"))
        }
        (Type::Data, KdlValue::Integer(number))
            if i64::try_from(*number).is_err() && u64::try_from(*number).is_err() =>
        {
            let message = format!("`{owner}` is {number}, which does not fit into 64 bits");
            Some(number_out_of_range::RULE.at(span, "out of range", message).help("write it in quotes, as a string"))
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
        (_, KdlValue::Integer(_) | KdlValue::Float(_)) => Some(number(entry, kind, owner)),
        _ => {
            let finding = mismatch(entry, owner, Wanted::Text);
            Some(match kind.choices() {
                Some(choices) => finding.help(format!("choose {}", either(&choices))),
                None => finding,
            })
        }
    };
    found.0.extend(finding);
}

/// A number where text is wanted: in quotes, if that is right, or what to write instead.
fn number(entry: Entry<'_>, kind: Type, owner: &str) -> Diagnostic {
    let (written, span) = (entry.written(), entry.value_span());
    let diagnostic = mismatch(entry, owner, Wanted::Text);
    if kind == Type::Duration {
        return [format!("\"{written}m\""), format!("\"{written}s\"")].into_iter().fold(
            diagnostic.help(format!("write \"{written}m\" for minutes, or \"{written}s\" for seconds")),
            |finding, text| finding.fix(Fix::proposed(format!("write {text}"), span, text)),
        );
    }
    match string(written, kind, span, owner) {
        Some(Diagnostic { help: Some(help), fixes, .. }) => Diagnostic { fixes, ..diagnostic.help(help) },
        _ => {
            let quoted = format!("\"{written}\"");
            diagnostic.help(format!("write it in quotes: {quoted}")).fix(Fix::safe("put it in quotes", span, quoted))
        }
    }
}

/// The longest prefix that any range has.
const LONGEST_PREFIX: i128 = 128;

/// Refuses a type annotation.
pub fn annotation(span: Span, found: &mut Diagnostics) {
    let message = "a type annotation has no meaning in a mesh file";
    found.push(wrong_type::RULE.at(span, "type annotation", message).help("remove it and its parentheses"));
}

fn out_of_range(number: i128, (low, high): (i128, i128), span: Span, owner: &str) -> Option<Diagnostic> {
    let near = number.clamp(low, high);
    let message = format!("`{owner}` is {number}, but must be from {low} to {high}");
    (near != number).then(|| {
        let finding = number_out_of_range::RULE.at(span, "out of range", message);
        if high == LONGEST_PREFIX {
            // Which length fits depends on its range.
            return finding.help(format!("write a number from {low} to {high}"));
        }
        let fix = Fix::proposed(format!("write {near}"), span, near.to_string());
        finding.help(format!("write a number from {low} to {high}, such as {near}")).fix(fix)
    })
}

fn string(text: &str, kind: Type, span: Span, owner: &str) -> Option<Diagnostic> {
    if text.is_empty() && kind != Type::Text {
        let message = format!("`{owner}` is empty");
        return Some(missing_value::RULE.at(span, "empty", message).help("write something between the quotes"));
    }
    match kind {
        Type::Platform => platform(text, &kind.choices()?, span, owner),
        Type::Choice(_) => choice(text, &kind.choices()?, span, owner),
        Type::Cidr => cidr::problem(text, span),
        Type::Address if text.parse::<IpAddr>().is_err() => {
            let message = format!("`{text}` is not an IP address");
            let finding = invalid_address::RULE.at(span, "not an address", message);
            Some(finding.help(host::instead_of_address(text, owner)))
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
        Some(name) => {
            let right = format!("\"{name}\"");
            let finding = diagnostic.help(format!("did you mean {right}?"));
            finding.fix(Fix::proposed(format!("write {right}"), span, right))
        }
        None => diagnostic.help(format!("choose {}", either(choices))),
    })
}

/// A platform that meshc does not know may well be right. A digit is part of a name: nobody means `k3s` by
/// `k8s`.
fn platform(text: &str, choices: &[&'static str], span: Span, owner: &str) -> Option<Diagnostic> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let alike: Vec<&str> = choices.iter().copied().filter(|name| digits(name) == digits(text)).collect();
    let finding = choice(text, choices, span, owner)?;
    if nearest(text, alike.into_iter()).is_some() {
        return Some(finding);
    }
    let help = format!("leave `{owner}` out, or choose {}", either(choices));
    Some(Diagnostic { fixes: Vec::new(), ..finding.help(help) })
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
