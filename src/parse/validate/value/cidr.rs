//! What a range of addresses must look like: an address, `/`, and the length of its prefix.

use crate::address::{self, Family};
use crate::diagnostic::Diagnostic;
use crate::rules::invalid_cidr;
use crate::source::Span;
use std::net::IpAddr;

/// What keeps a text from being a range.
pub fn problem(text: &str, span: Span) -> Option<Diagnostic> {
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
