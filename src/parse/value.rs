//! Holds single values against their types.

use super::grammar::Type;
use super::names::{self, either};
use super::node::Entry;
use super::{delivery, endpoint, host, recipient, words};
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostic, Diagnostics, Fix, nearest};
use crate::release::{RELEASES, Version};
use crate::rules::{
    self, invalid_address, invalid_cidr, invalid_version, missing_value, number_out_of_range, unknown_choice,
    wrong_type,
};
use crate::source::Span;
use kdl::KdlValue;
use std::net::IpAddr;

/// Holds one value against its type; `owner` is the node or property that it belongs to.
pub fn check(entry: Entry<'_>, kind: Type, owner: &str, found: &mut Diagnostics) {
    let span = entry.value_span();
    if let Some(span) = entry.annotation() {
        annotation(span, found);
    }
    let finding = match (kind, entry.value()) {
        _ if entry.written().starts_with('\'') => words::single_quotes(entry.written(), span),
        (Type::Data | Type::Scalar, KdlValue::Float(number)) if !number.is_finite() => {
            let message = format!("`{owner}` is {}, which JSON and YAML have no number for", entry.written());
            Some(wrong_type::RULE.at(span, "not a number", message).help("write it in quotes, as text"))
        }
        (Type::Data, KdlValue::Integer(number))
            if i64::try_from(*number).is_err() && u64::try_from(*number).is_err() =>
        {
            let message = format!("`{owner}` is {number}, which is more than 64 bits hold");
            Some(number_out_of_range::RULE.at(span, "out of range", message).help("write it in quotes, as text"))
        }
        (Type::Scalar, KdlValue::Null) => Some(mismatch(entry, owner, "text, a number or a boolean")),
        (Type::Data | Type::Scalar, _)
        | (Type::AnyInteger, KdlValue::Integer(_))
        | (Type::Boolean, KdlValue::Bool(_)) => None,
        (Type::Integer(low, high), KdlValue::Integer(number)) => out_of_range(*number, (low, high), span, owner),
        (Type::Integer(..) | Type::AnyInteger, _) => Some(mismatch(entry, owner, "an integer")),
        (Type::Boolean, _) => Some(mismatch(entry, owner, "#true or #false")),
        (_, KdlValue::String(text)) => string(text, kind, span, owner),
        (Type::Version, KdlValue::Float(_)) => {
            let help = format!("write all three numbers in quotes, such as \"{}.2\"", entry.written());
            Some(mismatch(entry, owner, "text").help(help))
        }
        _ => Some(mismatch(entry, owner, "text")),
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
    let message = format!("`{owner}` is {number}, but goes from {low} to {high}");
    (near != number).then(|| {
        number_out_of_range::RULE.at(span, "out of range", message).help(format!("write a number from {low} to {high}"))
    })
}

fn mismatch(entry: Entry<'_>, owner: &str, wanted: &str) -> Diagnostic {
    let (value, written, span) = (entry.value(), entry.written(), entry.value_span());
    let is = match value {
        KdlValue::String(_) => "text",
        KdlValue::Integer(_) => "an integer",
        KdlValue::Float(_) => "a number with a fraction",
        KdlValue::Bool(_) => "a boolean",
        KdlValue::Null => "null",
    };
    let diagnostic = wrong_type::RULE.at(span, format!("this is {is}"), format!("`{owner}` must be {wanted}"));
    match value {
        KdlValue::String(text) if wanted == "an integer" && text.parse::<i128>().is_ok() => {
            diagnostic.help(format!("write {text}, without quotes")).fix(Fix::safe("remove the quotes", span, text))
        }
        KdlValue::String(text) if wanted.starts_with("#true") && matches!(text.as_str(), "true" | "false") => {
            let keyword = format!("#{text}");
            diagnostic.help(format!("write {keyword}")).fix(Fix::safe(format!("write {keyword}"), span, keyword))
        }
        KdlValue::Integer(_) | KdlValue::Float(_) if wanted == "text" => {
            diagnostic.help(format!("write it in quotes: \"{written}\""))
        }
        KdlValue::Float(number) if wanted == "an integer" && number.fract() == 0.0 && number.abs() < 1e15 => {
            diagnostic.help(format!("write {number:.0}"))
        }
        _ => diagnostic.help(format!("write {wanted}")),
    }
}

fn string(text: &str, kind: Type, span: Span, owner: &str) -> Option<Diagnostic> {
    if text.is_empty() && kind != Type::Text {
        let message = format!("`{owner}` is empty");
        return Some(missing_value::RULE.at(span, "empty", message).help("write something between the quotes"));
    }
    match kind {
        Type::Choice(_) | Type::Platform => choice(text, &kind.choices()?, span, owner),
        Type::Namespace if !names::is_label(text) => {
            let message = format!("`{text}` is no name for a namespace");
            let help = "use at most 63 lower-case letters, digits and `-`, with a letter or digit at both ends";
            Some(wrong_type::RULE.at(span, "not a DNS label", message).help(help))
        }
        Type::ObjectName if !names::is_object_name(text) => {
            let message = format!("`{text}` is no name that Kubernetes takes for `{owner}`");
            let help = "use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends";
            Some(wrong_type::RULE.at(span, "not a DNS name", message).help(help))
        }
        Type::DataKey if !names::is_data_key(text) => {
            let message = format!("`{text}` is no key that a Secret can hold");
            let help = "use letters, digits, `-`, `_` and `.`, and do not begin with `..`";
            Some(wrong_type::RULE.at(span, "not a key", message).help(help))
        }
        Type::AnnotationKey if !names::is_annotation_key(text) => {
            let message = format!("`{text}` is no key that an annotation can have");
            let help = "use up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; before \
                        it may stand a DNS name and one `/`";
            Some(wrong_type::RULE.at(span, "not a key", message).help(help))
        }
        Type::Cidr => cidr(text, span),
        Type::Address if text.parse::<IpAddr>().is_err() => {
            let message = format!("`{text}` is not an IP address");
            let help = "write one such as \"192.0.2.10\", or a DNS name with `address`";
            Some(invalid_address::RULE.at(span, "not an address", message).help(help))
        }
        Type::Host(kind) => host::problem(text, kind, span, owner),
        Type::Version if text.parse::<Version>().is_err() => Some(version(text, span)),
        Type::Endpoint => endpoint::problem(text, span),
        Type::Recipient(kind) => recipient::problem(text, kind, span, owner),
        _ => delivery::problem(text, kind, span, owner),
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

fn cidr(text: &str, span: Span) -> Option<Diagnostic> {
    if address::parse(text).is_some() {
        return None;
    }
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let help = match (address.parse::<IpAddr>(), length) {
        (Ok(address), "") => {
            let whole = if Family::of_address(address) == Family::Ipv4 { 16 } else { 64 };
            format!("add a prefix length, such as \"{address}/{whole}\"")
        }
        (Ok(address), zeros) if zeros.len() > 1 && zeros.starts_with('0') => {
            let bits = zeros.trim_start_matches('0');
            format!("write \"{address}/{}\"", if bits.is_empty() { "0" } else { bits })
        }
        (Ok(address), _) => {
            let most = Family::of_address(address).bits();
            format!("write a prefix length from 0 to {most} behind the `/`")
        }
        (Err(_), _) => "write a range such as \"10.1.0.0/16\" or \"fd00:1::/64\"".to_string(),
    };
    let message = format!("`{text}` is not a range of addresses");
    Some(invalid_cidr::RULE.at(span, "not a CIDR", message).help(help))
}

fn version(text: &str, span: Span) -> Diagnostic {
    let plain = text.strip_prefix('v').unwrap_or(text);
    let help = match plain.find(['-', '+']).and_then(|at| plain.get(..at)) {
        _ if format!("{plain}.0").parse::<Version>().is_ok() => {
            format!("name the patch release too, such as \"{plain}.2\": images are pinned to it")
        }
        Some(release) if release.parse::<Version>().is_ok() => {
            format!("write \"{release}\": pre-releases and build metadata are not accepted")
        }
        _ => {
            let example = RELEASES.last().map(|newest| newest.first_working().to_string()).unwrap_or_default();
            format!("write three numbers, such as \"{example}\"")
        }
    };
    invalid_version::RULE.at(span, "not a version", format!("`{text}` is not a version")).help(help)
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
