//! What an etcd endpoint must look like: `scheme://host:port`.

use super::names::is_host_name;
use crate::diagnostic::Diagnostic;
use crate::rules::{invalid_address, invalid_endpoint};
use crate::source::Span;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a text is an endpoint, with or without a scheme.
pub fn is_endpoint(text: &str) -> bool {
    !text.is_empty() && problem(text, Span::default()).is_none()
}

/// What keeps a text from being an endpoint. One without a scheme is left to a rule, as Cilium gives it a
/// meaning.
pub fn problem(text: &str, span: Span) -> Option<Diagnostic> {
    let authority = match text.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        Some((scheme, _)) => {
            let message = format!("`{text}` has the scheme `{scheme}`, but an etcd is reached by http or https");
            let help = "write \"https://<host>:<port>\"";
            return Some(invalid_endpoint::RULE.at(span, "unknown scheme", message).help(help));
        }
        None => text,
    };
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, ""),
    };
    let wrong = if text.contains(',') {
        Wrong::Several
    } else if authority.contains('/') {
        Wrong::Path
    } else if authority.contains('@') {
        Wrong::User
    } else if port.is_empty() {
        Wrong::NoPort
    } else if !port.bytes().all(|byte| byte.is_ascii_digit()) || port.parse::<u16>().is_ok_and(|port| port == 0) {
        Wrong::NoNumber
    } else if port.parse::<u16>().is_err() {
        Wrong::TooHigh
    } else if host.is_empty() {
        Wrong::NoHost
    } else {
        return wrong_host(host, text, span);
    };
    let (what, help) = wrong.words(text);
    let message = format!("`{text}` is not an endpoint: {what}");
    Some(invalid_endpoint::RULE.at(span, "not an endpoint", message).help(help))
}

/// What keeps a text from being `host:port`.
enum Wrong {
    Several,
    Path,
    User,
    NoPort,
    NoNumber,
    TooHigh,
    NoHost,
}

impl Wrong {
    /// What is wrong, and what to do.
    fn words(self, text: &str) -> (&'static str, String) {
        let what = match self {
            Wrong::Several => {
                return ("it contains several", "write each in its own quotes, one after the other".to_string());
            }
            Wrong::NoPort => {
                let text = text.trim_end_matches([':', '/']);
                return ("it has no port", format!("add the port of etcd's clients, such as \"{text}:2379\""));
            }
            Wrong::Path => "it has a path",
            Wrong::User => "it has a user",
            Wrong::NoNumber => "its port is not a number from 1 to 65535",
            Wrong::TooHigh => "its port is above 65535",
            Wrong::NoHost => "it has no host",
        };
        (what, "write scheme, host and port, such as \"https://etcd.a.example.com:2379\"".to_string())
    }
}

fn wrong_host(host: &str, text: &str, span: Span) -> Option<Diagnostic> {
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let looks_like_ipv4 = host.contains('.') && host.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_address = match bracketed {
        Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<Ipv4Addr>().is_ok(),
    };
    if is_address {
        return None;
    }
    if host.parse::<Ipv6Addr>().is_ok() {
        let message = format!("`{text}` is not an endpoint: its IPv6 address has no brackets");
        let help = format!("write [{host}] in its place");
        return Some(invalid_endpoint::RULE.at(span, "not an endpoint", message).help(help));
    }
    if bracketed.is_some() || looks_like_ipv4 {
        let message = format!("`{host}` is not an IP address");
        let help = "write an IPv4 address such as 192.0.2.10, or an IPv6 address in brackets";
        return Some(invalid_address::RULE.at(span, "not an address", message).help(help));
    }
    if is_host_name(host) {
        return None;
    }
    let message = format!("`{text}` is not an endpoint: `{host}` is not a host name");
    let help = "write the host's DNS name: letters, digits and `-`, its labels separated by `.`";
    Some(invalid_endpoint::RULE.at(span, "not a host", message).help(help))
}
