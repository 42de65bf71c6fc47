//! What a name on the network must look like: a DNS name in labels of RFC 1123, without a scheme, a port or a
//! path.
//!
//! Charts paste it in front of a port, into certificates and into `hostAliases`, and none of these reports
//! where a mistake came from.

use super::names::is_host_name;
use crate::address;
use crate::diagnostic::Diagnostic;
use crate::facts::apiservers::NODE_PORTS;
use crate::model::APISERVER_PORT;
use crate::parse::grammar::HostKind;
use crate::rules::invalid_address::RULE;
use crate::source::Span;
use std::net::IpAddr;

/// Whether a text is a name of its kind.
pub fn is_host(text: &str, kind: HostKind) -> bool {
    let name = match kind {
        HostKind::Certificate => text.strip_prefix("*.").unwrap_or(text),
        // The dot of a complete name, which clients leave out when they look for it in certificates.
        HostKind::Address => text.strip_suffix('.').unwrap_or(text),
        HostKind::Domain => text,
    };
    // Kubernetes takes lower case only for the names of `hostAliases` (`ValidateHostAliases` in
    // `pkg/apis/core/validation`).
    let is_lower = kind != HostKind::Domain || !text.contains(|c: char| c.is_ascii_uppercase());
    let is_address = kind != HostKind::Domain && name == text && text.parse::<IpAddr>().is_ok();
    is_address || (is_lower && is_name(name))
}

/// What keeps a text from being one.
pub fn problem(text: &str, kind: HostKind, span: Span, owner: &str) -> Option<Diagnostic> {
    if is_host(text, kind) {
        return None;
    }
    let (host, port) = alone(text);
    let host = if kind == HostKind::Domain { host.to_ascii_lowercase() } else { host };
    let wrong = wrong(text, kind, &host);
    let help = match port {
        _ if !is_host(&host, kind) || address::parse(text).is_some() => match kind {
            HostKind::Address => "write one name, such as \"mesh.eu-west.example.com\"".to_string(),
            HostKind::Domain => "write one name, such as \"mesh.example.com\"".to_string(),
            HostKind::Certificate => "write a name such as \"mesh.example.com\" or \"*.mesh.example.com\"".to_string(),
        },
        Some(port) if kind == HostKind::Address => with_port(&host, port),
        _ => format!("write the name alone: `{owner} \"{host}\"`"),
    };
    let message = format!("`{text}` is not a DNS name: {wrong}");
    Some(RULE.at(span, "not a DNS name", message).help(help))
}

/// What to write instead of what is no IP address.
pub fn instead_of_address(text: &str, owner: &str) -> String {
    let (host, port) = alone(text);
    let is_address = host.parse::<IpAddr>().is_ok();
    match port {
        Some(port) if is_address && NODE_PORTS.contains(&port) => {
            format!("write `{owner} \"{host}\"`, and the port as `apiserver \"NodePort\" port={port}`")
        }
        Some(_) if is_address => {
            format!(
                "write `{owner} \"{host}\"`, without the port: at an address it is that of the Service, {APISERVER_PORT}"
            )
        }
        None if is_address => format!("write `{owner} \"{host}\"`"),
        Some(port) if is_host(&host, HostKind::Address) => with_port(&host, port),
        None if is_host(&host, HostKind::Address) => format!("write `address \"{host}\"`, as it is a DNS name"),
        _ => "write one such as \"192.0.2.10\", or a DNS name with `address`".to_string(),
    }
}

/// A name without its port, which the type of Service that may have that port is written with.
fn with_port(host: &str, port: u16) -> String {
    let kind = if NODE_PORTS.contains(&port) { "NodePort" } else { "LoadBalancer" };
    format!("write `address \"{host}\"`, and the port as `apiserver \"{kind}\" port={port}`")
}

fn wrong(text: &str, kind: HostKind, host: &str) -> &'static str {
    let labels = || text.split('.');
    if text.contains("://") {
        "it has a scheme"
    } else if text.contains([',', ';']) || text.trim().contains(char::is_whitespace) {
        "it is several in one"
    } else if text.contains(char::is_whitespace) {
        "it has spaces around it"
    } else if address::parse(text).is_some() {
        "it is a range of addresses"
    } else if text.contains('/') {
        "it has a path"
    } else if kind == HostKind::Domain && host.parse::<IpAddr>().is_ok() {
        "it is an address"
    } else if text.contains(':') {
        "it has a port"
    } else if text.contains('*') {
        "it has a wildcard where none can be"
    } else if is_all_digits(text) {
        "it looks like an IP address, but is not one"
    } else if labels().any(str::is_empty) {
        "one of its labels is empty"
    } else if labels().any(|label| label.starts_with('-') || label.ends_with('-')) {
        "one of its labels begins or ends with `-`"
    } else if text.len() > 253 || labels().any(|label| label.len() > 63) {
        "it is too long"
    } else if is_name(&text.to_ascii_lowercase()) {
        "it has capital letters"
    } else {
        "it has a character that is not a letter, a digit, `-` or `.`"
    }
}

/// The name without what is written around it, and the port.
fn alone(text: &str) -> (String, Option<u16>) {
    let rest = text.trim();
    let rest = rest.split_once("://").map_or(rest, |(_, rest)| rest);
    let rest = rest.split_once('/').map_or(rest, |(rest, _)| rest);
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if rest.parse::<IpAddr>().is_err() => (host, port.parse().ok().filter(|port| *port > 0)),
        _ => (rest, None),
    };
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (host.trim_end_matches('.').to_string(), port)
}

fn is_name(text: &str) -> bool {
    is_host_name(text) && !text.ends_with('.') && !text.contains('_') && !is_all_digits(text)
}

fn is_all_digits(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}
