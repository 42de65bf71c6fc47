//! Holds single values against their types, and data of any shape against what JSON-in-KDL can say.

use super::grammar::Type;
use super::node::{Entry, Item};
use crate::diagnostic::Diagnostics;
use crate::release::Version;
use crate::rules::{
    self, invalid_address, invalid_cidr, invalid_endpoint, invalid_version, missing_value, number_out_of_range,
    repeated_node, unexpected_value, unknown_choice, unknown_property, wrong_type,
};
use crate::source::Span;
use ipnet::IpNet;
use kdl::KdlValue;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Holds one value against its type; `owner` is the node or property that it belongs to.
pub fn check(entry: Entry<'_>, kind: Type, owner: &str, found: &mut Diagnostics) {
    let span = entry.value_span();
    if let Some(span) = entry.annotation() {
        annotation(span, found);
    }
    match (kind, entry.value()) {
        (Type::Data, KdlValue::Float(number)) if !number.is_finite() => {
            found.push(wrong_type::RULE.at(
                span,
                "not in JSON",
                format!("`{owner}` holds a number that JSON cannot write"),
            ));
        }
        (Type::Data, KdlValue::Integer(number))
            if i64::try_from(*number).is_err() && u64::try_from(*number).is_err() =>
        {
            let message = format!("`{owner}` is {number}, which is more than 64 bits hold");
            found.push(number_out_of_range::RULE.at(span, "out of range", message).help("write it in quotes, as text"));
        }
        (Type::Data, _) | (Type::AnyInteger, KdlValue::Integer(_)) | (Type::Boolean, KdlValue::Bool(_)) => {}
        (Type::Scalar, value) => scalar(value, span, owner, found),
        (Type::Integer(low, high), KdlValue::Integer(number)) => {
            if !(low..=high).contains(number) {
                let message = format!("`{owner}` is {number}, but goes from {low} to {high}");
                let near = (*number).clamp(low, high);
                found.push(number_out_of_range::RULE.at(span, "out of range", message).help(format!("write {near}")));
            }
        }
        (Type::Integer(..) | Type::AnyInteger, value) => mismatch(span, owner, "an integer", value, found),
        (Type::Boolean, value) => mismatch(span, owner, "`#true` or `#false`", value, found),
        (_, KdlValue::String(text)) => string(text, kind, span, owner, found),
        (_, value) => mismatch(span, owner, "a string", value, found),
    }
}

/// Refuses a type annotation.
pub fn annotation(span: Span, found: &mut Diagnostics) {
    let message = "a type annotation has no meaning in a mesh file";
    found.push(wrong_type::RULE.at(span, "type annotation", message).help("remove it and its parentheses"));
}

fn scalar(value: &KdlValue, span: Span, owner: &str, found: &mut Diagnostics) {
    if matches!(value, KdlValue::Null) || matches!(value, KdlValue::Float(number) if !number.is_finite()) {
        mismatch(span, owner, "a string, a number or a boolean", value, found);
    }
}

fn mismatch(span: Span, owner: &str, wanted: &str, value: &KdlValue, found: &mut Diagnostics) {
    let is = match value {
        KdlValue::String(_) => "a string",
        KdlValue::Integer(_) => "an integer",
        KdlValue::Float(_) => "a number with a fraction",
        KdlValue::Bool(_) => "a boolean",
        KdlValue::Null => "null",
    };
    let mut diagnostic = wrong_type::RULE.at(span, format!("this is {is}"), format!("`{owner}` must be {wanted}"));
    diagnostic = match value {
        KdlValue::String(text) if wanted == "an integer" && text.parse::<i128>().is_ok() => {
            diagnostic.help(format!("write {text} without quotes"))
        }
        KdlValue::String(text) if wanted.starts_with("`#true`") && (text == "true" || text == "false") => {
            diagnostic.help(format!("write #{text}, without quotes"))
        }
        KdlValue::Integer(number) if wanted == "a string" => {
            diagnostic.help(format!("write it in quotes: \"{number}\""))
        }
        _ => diagnostic.help(format!("write {wanted}")),
    };
    found.push(diagnostic);
}

fn string(text: &str, kind: Type, span: Span, owner: &str, found: &mut Diagnostics) {
    match kind {
        Type::Choice(_, later) if later.contains(&text) => {}
        Type::Choice(..) | Type::Platform => {
            let choices = kind.choices().unwrap_or_default();
            if !choices.contains(&text) {
                choice(text, &choices, (span, owner), found);
            }
        }
        Type::Name if text.is_empty() => {
            let message = format!("`{owner}` is empty");
            found.push(missing_value::RULE.at(span, "empty", message).help("write something between the quotes"));
        }
        Type::ObjectName if !is_object_name(text) => {
            let message = format!("`{text}` is not a name that Kubernetes takes for `{owner}`");
            let help = "use lower-case letters, digits and `-`, with a letter or digit at both ends";
            found.push(wrong_type::RULE.at(span, "not a DNS label", message).help(help));
        }
        Type::DataKey if !is_data_key(text) => {
            let message = format!("`{text}` is not a key that a Secret can hold");
            let help = "use letters, digits, `-`, `_` and `.`, and do not begin with `..`";
            found.push(wrong_type::RULE.at(span, "not a key", message).help(help));
        }
        Type::Cidr => cidr(text, span, found),
        Type::Address if text.parse::<IpAddr>().is_err() => {
            let message = format!("`{text}` is not an IP address");
            found.push(invalid_address::RULE.at(span, "not an address", message).help("write one such as 192.0.2.10"));
        }
        Type::Version if text.parse::<Version>().is_err() => version(text, span, found),
        Type::Endpoint => endpoint(text, span, found),
        _ => {}
    }
}

/// Whether Kubernetes takes it as the name of a Secret, a store or a namespace: a DNS label.
fn is_object_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= 63 && text.starts_with(plain) && text.ends_with(plain) && text.chars().all(|c| plain(c) || c == '-')
}

/// Whether Kubernetes takes it as a key of a Secret or a ConfigMap (apimachinery `IsConfigMapKey`).
fn is_data_key(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !text.is_empty() && text.len() <= 253 && text != "." && !text.starts_with("..") && text.chars().all(plain)
}

fn choice(text: &str, choices: &[&'static str], (span, owner): (Span, &str), found: &mut Diagnostics) {
    let help = match similar(text, choices.iter().copied()) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => format!("choose one of {}", list(choices.iter().copied())),
    };
    let message = format!("`{owner}` cannot be `{text}`");
    found.push(unknown_choice::RULE.at(span, "unknown choice", message).help(help));
}

fn cidr(text: &str, span: Span, found: &mut Diagnostics) {
    if text.parse::<IpNet>().is_ok() {
        return;
    }
    let help = match text.parse::<IpAddr>() {
        Ok(address) => {
            let whole = if address.is_ipv4() { 16 } else { 64 };
            format!("add a prefix length, such as \"{text}/{whole}\"")
        }
        Err(_) => "write a range such as \"10.1.0.0/16\" or \"fd00:1::/64\"".to_string(),
    };
    let message = format!("`{text}` is not a range of addresses");
    found.push(invalid_cidr::RULE.at(span, "not a CIDR", message).help(help));
}

fn version(text: &str, span: Span, found: &mut Diagnostics) {
    let parts = text.strip_prefix('v').unwrap_or(text).split('.').count();
    let help = if parts == 2 && format!("{text}.0").parse::<Version>().is_ok() {
        format!("name the patch release too, such as \"{text}.2\": the image is pinned to it")
    } else {
        "write three numbers, such as \"1.2.5\"; pre-releases and build metadata are not accepted".to_string()
    };
    let message = format!("`{text}` is not a version");
    found.push(invalid_version::RULE.at(span, "not a version", message).help(help));
}

/// Whether a text is an endpoint, with or without a scheme.
pub fn is_endpoint(text: &str) -> bool {
    let mut found = Diagnostics::default();
    endpoint(text, Span::default(), &mut found);
    found.0.is_empty()
}

/// An endpoint is `scheme://host:port`; one without a scheme is left to its own rule, as Cilium gives it a meaning.
fn endpoint(text: &str, span: Span, found: &mut Diagnostics) {
    let authority = match text.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        Some((scheme, _)) => {
            let message = format!("`{text}` has the scheme `{scheme}`, but an etcd is reached by http or https");
            found.push(invalid_endpoint::RULE.at(span, "unknown scheme", message).help("write https://host:port"));
            return;
        }
        None => text,
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let problem = if port.is_empty() {
        Some("it has no port")
    } else if port.parse::<u16>().map_or(true, |port| port == 0) || port.starts_with('+') {
        Some("its port is not a number from 1 to 65535")
    } else if host.is_empty() {
        Some("it has no host")
    } else {
        None
    };
    if let Some(problem) = problem {
        let message = format!("`{text}` is not an endpoint: {problem}");
        let help = "write scheme, host and port, such as \"https://etcd-a.internal.cluster1.example.com:4001\"";
        found.push(invalid_endpoint::RULE.at(span, "not an endpoint", message).help(help));
    } else {
        self::host(host, text, span, found);
    }
}

fn host(host: &str, text: &str, span: Span, found: &mut Diagnostics) {
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let looks_like_ipv4 = host.chars().all(|c| c.is_ascii_digit() || c == '.') && host.contains('.');
    let is_address = match bracketed {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.parse::<std::net::Ipv4Addr>().is_ok(),
    };
    if is_address {
        return;
    }
    if bracketed.is_some() || looks_like_ipv4 {
        let message = format!("`{host}` is not an IP address");
        let help = "write an IPv4 address such as 192.0.2.10, or an IPv6 address in brackets";
        found.push(invalid_address::RULE.at(span, "not an address", message).help(help));
    } else if !is_host_name(host) {
        let message = format!("`{text}` is not an endpoint: `{host}` is not a host name");
        let help = "write the host's DNS name: letters, digits and `-`, its labels separated by `.`";
        found.push(invalid_endpoint::RULE.at(span, "not a host", message).help(help));
    }
}

/// Whether it is a DNS name; an underscore is let through, as resolvers do.
fn is_host_name(host: &str) -> bool {
    let label = |label: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(plain)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

/// Keys of a ConfigMap, each once, each with one scalar.
pub fn settings(item: Item<'_>, found: &mut Diagnostics) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for child in item.children() {
        if let Some(span) = child.annotation() {
            annotation(span, found);
        }
        let name = child.name();
        if !is_data_key(name) {
            let help = "use letters, digits, `-`, `_` and `.`, and do not begin with `..`";
            let message = format!("`{name}` is not a key that a ConfigMap can hold");
            found.push(wrong_type::RULE.at(child.span(), "not a key", message).help(help));
        }
        once(child, &mut first, found);
        for entry in child.properties() {
            let help = format!("write the value behind the key: `{name} \"value\"`");
            let message = format!("`{name}` takes one value and no properties");
            found.push(unknown_property::RULE.at(entry.span(), "a property", message).help(help));
        }
        only_value(child, Type::Scalar, found);
    }
}

/// Names of rules, each once, each with a level.
pub fn levels(item: Item<'_>, found: &mut Diagnostics, later: &mut BTreeMap<String, Vec<Span>>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for child in item.children() {
        once(child, &mut first, found);
        rule_name(child.name(), child.span(), found, later);
        only_value(child, Type::Choice(&["error", "warning", "off"], &[]), found);
    }
}

/// Holds the name of a rule against the rules that there are.
pub fn rule_name(name: &str, span: Span, found: &mut Diagnostics, later: &mut BTreeMap<String, Vec<Span>>) {
    if rules::find(name).is_some() {
        return;
    }
    if rules::PLANNED.contains(&name) {
        later.entry(format!("the rule `{name}`")).or_default().push(span);
        return;
    }
    let names: Vec<_> = rules::RULES.iter().map(|row| row.rule.name).collect();
    let help = match similar(name, names.iter().copied()) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "run `meshc explain` for the list of rules".to_string(),
    };
    let message = format!("there is no rule `{name}`");
    found.push(unknown_choice::RULE.at(span, "unknown rule", message).help(help));
}

fn only_value(item: Item<'_>, kind: Type, found: &mut Diagnostics) {
    let mut arguments = item.arguments();
    match arguments.next() {
        Some(entry) => check(entry, kind, item.name(), found),
        None => {
            let message = format!("`{}` has no value", item.name());
            found.push(missing_value::RULE.at(item.span(), "needs a value", message).help("write it behind the name"));
        }
    }
    for entry in arguments {
        let message = format!("`{}` takes no more than one value", item.name());
        found.push(unexpected_value::RULE.at(entry.span(), "one too many", message).help("remove it"));
    }
    if item.has_braces() {
        let message = format!("`{}` has children, but takes none", item.name());
        found.push(unexpected_value::RULE.at(item.span(), "takes no braces", message).help("remove the braces"));
    }
}

fn once<'k>(item: Item<'k>, first: &mut BTreeMap<&'k str, Span>, found: &mut Diagnostics) {
    if let Some(earlier) = first.insert(item.name(), item.span()) {
        found.push(
            repeated_node::RULE
                .at(item.span(), "given again here", format!("`{}` stands twice where one is allowed", item.name()))
                .label(earlier, "first given here")
                .help("keep one of them"),
        );
    }
}

/// Data of any shape: arguments behind the first `skip`, or children, not both; children named `-` are a list.
pub fn data(item: Item<'_>, skip: usize, found: &mut Diagnostics) {
    let has_values = item.arguments().nth(skip).is_some();
    let children: Vec<_> = item.children().collect();
    if has_values && item.has_braces() {
        let message = format!("`{}` has values and braces", item.name());
        let help = "a map is written in braces, a list as several values or as children named `-`: choose one";
        found.push(unexpected_value::RULE.at(item.span(), "both", message).help(help));
    }
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let listed = children.iter().filter(|child| child.name() == "-").count();
    for child in &children {
        if child.name() == "-" {
            continue;
        }
        if listed > 0 {
            let message = format!("`{}` mixes list items with the key `{}`", item.name(), child.name());
            let help = "in a list every child is named `-`, in a map none is";
            found.push(unexpected_value::RULE.at(child.span(), "a key among items", message).help(help));
        }
        once(*child, &mut first, found);
    }
    for child in children {
        if let Some(span) = child.annotation() {
            annotation(span, found);
        }
        for entry in child.properties() {
            let message = "data has no properties";
            let help = format!(
                "write `{}` as a child: {} {{ {} … }}",
                entry.key().unwrap_or(""),
                child.name(),
                entry.key().unwrap_or("")
            );
            found.push(unknown_property::RULE.at(entry.span(), "a property", message).help(help));
        }
        for entry in child.arguments() {
            check(entry, Type::Data, child.name(), found);
        }
        data(child, 0, found);
    }
}

/// The name that is most like `name`, when one is like enough to be meant.
pub fn similar(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let score = |known: &str| strsim::normalized_damerau_levenshtein(&lower, &known.to_lowercase());
    let best = names.map(|known| (score(known), known)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= 0.6).then_some(best.1)
}

/// Names in backticks, for a sentence.
pub fn list(names: impl Iterator<Item = &'static str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
