//! The table of `cilium node list` to nodes, by the shape of the words in a row.
//!
//! Releases differ in columns (`cilium/cmd/node_list.go`: with or without a routing configuration) and what a terminal or
//! a web page makes of the spaces between them differs too. So columns are not counted: a row is a name, then addresses
//! and ranges, then perhaps words. An empty column is printed as nothing or, by the `net.IP` of Go, as `<nil>`.

use super::{EXPECTED, ListingError, Node, full_name};
use crate::address::{self, Family};
use ipnet::IpNet;
use std::net::IpAddr;

/// Reads the rows; what stands before the first header and is none is what kubectl said besides.
pub fn read(text: &str) -> Result<Vec<Node>, ListingError> {
    let lines: Vec<String> = text.lines().map(plain).collect();
    let header = lines.iter().position(|line| is_header(line));
    let mut nodes = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.trim().is_empty() || is_prompt(line.trim()) || is_header(line) {
            continue;
        }
        match row(line, index + 1) {
            Ok(node) => nodes.push(node),
            Err(_) if header.is_some_and(|header| index < header) => {}
            Err(message) if nodes.is_empty() && header.is_none() => {
                let message = format!("{message}; expected {EXPECTED}");
                return Err(ListingError { line: index + 1, message });
            }
            Err(message) => {
                let message = format!("{message}; expected `<cluster>/<node>`, then addresses and pod ranges");
                return Err(ListingError { line: index + 1, message });
            }
        }
    }
    Ok(nodes)
}

/// Whether a line, without the spaces around it, is a command that somebody copied along.
pub fn is_prompt(line: &str) -> bool {
    line.starts_with(['$', '#', '%', '>'])
        || [" node list", " get ciliumnode", " get cn"].iter().any(|words| line.contains(words))
}

fn is_header(line: &str) -> bool {
    line.split_whitespace().next() == Some("Name") && line.contains("Address")
}

/// A line without escape sequences (ECMA-48: `ESC [`, parameters, a final byte) and other control characters.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            if chars.next() == Some('[') {
                chars.find(|c| ('@'..='~').contains(c));
            }
        } else if c == '\t' || !(c.is_control() || c == '\u{feff}') {
            out.push(c);
        }
    }
    out
}

fn row(line: &str, number: usize) -> Result<Node, String> {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default();
    if name == "NAME" && line.contains("CILIUMINTERNALIP") {
        return Err("this table of kubectl has no pod ranges: add `-o json`".to_string());
    }
    let (cluster, name) = full_name(name).ok_or_else(|| format!("{} is not the name of a node", quoted(name)))?;
    let mut node = Node { cluster, name, addresses: Vec::new(), ranges: Vec::new(), line: Some(number) };
    let mut ended = false;
    for word in words {
        match cell(word) {
            Some(Cell::Word) => ended = true,
            Some(Cell::Empty) => {}
            Some(Cell::Address(address)) if !ended => node.addresses.push(address),
            Some(Cell::Range(range)) if !ended => node.ranges.push(range),
            _ => return Err(format!("{} is neither an address nor a pod range", quoted(word))),
        }
    }
    if node.addresses.is_empty() && node.ranges.is_empty() {
        return Err("this row has neither an address nor a pod range".to_string());
    }
    let twice = |family| {
        node.addresses.iter().filter(|address| Family::of_address(**address) == family).count() > 1
            || node.ranges.iter().filter(|range| Family::of(range) == family).count() > 1
    };
    if Family::ALL.into_iter().any(twice) {
        return Err("this row has two addresses or two pod ranges of one family".to_string());
    }
    Ok(node)
}

enum Cell {
    Address(IpAddr),
    Range(IpNet),
    Empty,
    Word,
}

fn cell(word: &str) -> Option<Cell> {
    if word == "<nil>" {
        return Some(Cell::Empty);
    }
    if let Ok(address) = word.parse() {
        return Some(Cell::Address(address));
    }
    if let Some(range) = address::parse(word) {
        return Some(Cell::Range(range));
    }
    // `local`, `custom-resource`, `(localhost)`, `Tunnel:`
    let inner = word.trim_matches(['(', ')', ':', ',']);
    let is_word = inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    is_word.then_some(Cell::Word)
}

/// A word of the listing for a message: short, and nothing in it that a terminal obeys.
fn quoted(word: &str) -> String {
    let shown: String = word.chars().take(60).flat_map(char::escape_debug).collect();
    format!("`{shown}`")
}
