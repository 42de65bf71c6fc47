//! The table of `cilium node list` to nodes, by the shape of the words in a row.
//!
//! Releases differ in columns (`cilium/cmd/node_list.go`: with or without a routing configuration) and what a
//! terminal or a web page makes of the spaces between them differs too. So columns are not counted: a row is
//! a name, then addresses and ranges, then perhaps words. An empty column is printed as nothing or, by the
//! `net.IP` of Go, as `<nil>`.

use super::node::{FORMS, Listed, Node, full_name};
use super::place::{Place, Text};
use crate::address::{self, Family};
use crate::diagnostic::Diagnostic;
use crate::source::FileId;
use ipnet::IpNet;
use std::net::IpAddr;

/// Reads the rows; a line before the first header that is not a row is something else that kubectl printed.
pub fn read(text: Text<'_>) -> Result<Vec<Node>, Box<Diagnostic>> {
    let lines = lines(text);
    let header = lines.iter().position(|line| is_header(&line.plain));
    let mut nodes = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.plain.trim().is_empty() || is_prompt(line.plain.trim()) || is_header(&line.plain) {
            continue;
        }
        match row(line) {
            Ok(node) => nodes.push(node),
            Err(_) if header.is_some_and(|header| index < header) => {}
            Err((place, message)) => {
                let help = if nodes.is_empty() && header.is_none() { FORMS } else { ROW };
                return Err(text.invalid(&place, message, help));
            }
        }
    }
    Ok(nodes)
}

const ROW: &str = "write each row as it is printed: `<cluster>/<node>`, then addresses and pod ranges";

/// Whether a line, without the spaces around it, is a command that somebody copied along.
pub fn is_prompt(line: &str) -> bool {
    line.starts_with(['$', '#', '%', '>'])
        || [" node list", " get ciliumnode", " get cn"].iter().any(|words| line.contains(words))
}

fn is_header(line: &str) -> bool {
    line.split_whitespace().next() == Some("Name") && line.contains("Address")
}

/// A line of a listing.
struct Line<'s> {
    file: FileId,
    /// Its first byte.
    start: usize,
    text: &'s str,
    /// Its text without escape sequences.
    plain: String,
}

impl Line<'_> {
    /// Where a word of it is, from a byte of the line on; the whole line when an escape sequence is within
    /// the word.
    fn place(&self, word: &str, from: usize) -> Place {
        let found = self.text.get(from..).and_then(|rest| rest.find(word)).map(|at| from + at);
        let range = found.map_or(0..self.text.trim_end().len(), |at| at..at + word.len());
        Place::Bytes(self.file, self.start + range.start..self.start + range.end)
    }
}

fn lines(listing: Text<'_>) -> Vec<Line<'_>> {
    let mut start = 0;
    let line = |text| {
        let line = Line { file: listing.file, start, text, plain: plain(text) };
        start += text.len();
        line
    };
    listing.text.split_inclusive('\n').map(line).collect()
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

fn row(line: &Line<'_>) -> Result<Node, (Place, String)> {
    let mut words = line.plain.split_whitespace();
    let name = words.next().unwrap_or_default();
    let whole = || line.place(line.text.trim(), 0);
    if name == "NAME" && line.plain.contains("CILIUMINTERNALIP") {
        return Err((whole(), "this table of kubectl has no pod ranges: add `-o json`".to_string()));
    }
    let place = line.place(name, 0);
    let Some((cluster, own)) = full_name(name) else {
        return Err((place, format!("{} is not the name of a node", quoted(name))));
    };
    let mut node = Node { cluster, name: own, place, addresses: Vec::new(), ranges: Vec::new() };
    let mut ended = false;
    let mut from = name.len();
    for word in words {
        let place = line.place(word, from);
        if let Place::Bytes(_, range) = &place {
            from = range.end.saturating_sub(line.start).min(line.text.len());
        }
        match cell(word) {
            Some(Cell::Word) => ended = true,
            Some(Cell::Empty) => {}
            Some(Cell::Address(value)) if !ended => node.addresses.push(Listed { value, place }),
            Some(Cell::Range(value)) if !ended => node.ranges.push(Listed { value, place }),
            _ => return Err((place, format!("{} is neither an address nor a pod range", quoted(word)))),
        }
    }
    if node.addresses.is_empty() && node.ranges.is_empty() {
        return Err((whole(), "this row has no address and no pod range".to_string()));
    }
    if Family::ALL.into_iter().any(|family| is_twice(&node, family)) {
        return Err((whole(), "this row has two addresses or two pod ranges of one family".to_string()));
    }
    Ok(node)
}

fn is_twice(node: &Node, family: Family) -> bool {
    node.addresses.iter().filter(|address| Family::of_address(address.value) == family).count() > 1
        || node.ranges.iter().filter(|range| Family::of(&range.value) == family).count() > 1
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
