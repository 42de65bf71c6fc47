//! A word that the parser has refused, to the mistake that its author most likely made.

use super::error::SyntaxError;
use super::quotes::foreign_quotes;
use crate::source::Span;
use std::net::IpAddr;

/// The mistake behind a word of a text, where it is a known one.
pub fn mistake(word: &str, span: Span, text: &str) -> Option<SyntaxError> {
    let before = text.get(..span.start).unwrap_or("");
    let is_first = before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty());
    let bare = word.trim();
    let start = span.start + word.len() - word.trim_start().len();
    let span = Span { start, end: start + bare.len(), ..span };
    let sign = Span { end: start + 1, ..span };
    match bare {
        _ if bare.starts_with('#') && (is_first || bare.chars().nth(1).is_none_or(char::is_whitespace)) => {
            Some(hash(sign))
        }
        _ if bare.starts_with('{') => Some(brace(sign, before)),
        _ if bare.starts_with(';') => Some(semicolon(sign)),
        "[" | "]" => Some(bracket(span)),
        "=" => Some(equals(span, before)),
        _ => no_value(bare, span).or_else(|| value(bare, span)),
    }
}

fn hash(span: Span) -> SyntaxError {
    let error = SyntaxError::at(span, "not a comment in KDL", "a comment begins with `//`, not with `#`");
    error.help("write `//`").fix("write `//`", span, "//")
}

fn brace(span: Span, before: &str) -> SyntaxError {
    let line = before.trim_end();
    if line.is_empty() || line.ends_with(['{', '}', ';']) {
        return SyntaxError::at(span, "no node before it", "unexpected `{`").help("write the node's name before it");
    }
    let message = "a `{` is on its own line";
    SyntaxError::at(span, "not on the line of its node", message).help("write it at the end of the line above")
}

/// The parser takes a line break after a node that a slashdash removes, but no semicolon (kdl 6.7).
fn semicolon(span: Span) -> SyntaxError {
    let help = "remove it; what `/-` removes ends with a line break";
    SyntaxError::at(span, "nothing to end", "unexpected `;`").help(help)
}

fn bracket(span: Span) -> SyntaxError {
    let error = SyntaxError::at(span, "here", "KDL has no square brackets");
    error.help("write the values one after the other: `name 1 2 3`")
}

fn equals(span: Span, before: &str) -> SyntaxError {
    let line = before.rsplit(['\n', ';', '{', '}']).next().unwrap_or("").trim();
    let name = line.rsplit(char::is_whitespace).next().unwrap_or("");
    if line == name && !name.is_empty() {
        let message = format!("`{name}` is written with `=`, but is a node here");
        let error = SyntaxError::at(span, "not after a node's name", message);
        return error.help(format!("write it as a node: {name} \"…\""));
    }
    let error = SyntaxError::at(span, "not after the name of a property", "unexpected `=`");
    error.help("write a property as name=value, and a value alone without `=`")
}

fn no_value(word: &str, span: Span) -> Option<SyntaxError> {
    let key = word.strip_suffix('=').filter(|_| !word.starts_with('='))?;
    let key = key.rsplit(char::is_whitespace).next().unwrap_or(key);
    let sign = Span { start: span.end - 1, ..span };
    let error = SyntaxError::at(sign, "nothing follows", format!("`{key}=` has no value"));
    Some(error.help("write the value after `=`, on the same line"))
}

fn value(word: &str, span: Span) -> Option<SyntaxError> {
    let written = |kind: fn(&str, Span) -> Option<SyntaxError>| kind(word, span);
    [foreign_quotes, comma, network, keyword, escape, number, path].into_iter().find_map(written)
}

fn comma(word: &str, span: Span) -> Option<SyntaxError> {
    let trimmed = word.trim_end_matches(',');
    let at = if trimmed != word { trimmed.len() } else { word.find(',').filter(|_| !word.starts_with('"'))? };
    let comma = Span { start: span.start + at, end: span.start + at + 1, ..span };
    let error = SyntaxError::at(comma, "a comma", "values are separated by spaces, not by commas");
    Some(error.help("write a space instead"))
}

/// A range, an address or a version, which begin like numbers.
fn network(word: &str, span: Span) -> Option<SyntaxError> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let what = if word.parse::<ipnet::IpNet>().is_ok() {
        "a range of addresses"
    } else if word.parse::<IpAddr>().is_ok() {
        "an address"
    } else if word.split('.').count() == 3 && word.split('.').all(is_number) {
        "a version"
    } else {
        return None;
    };
    let error = SyntaxError::at(span, "without quotes", format!("{what} is a string and needs quotes"));
    let quoted = format!("\"{word}\"");
    Some(error.help(format!("write {quoted}")).fix("put it in quotes", span, quoted))
}

fn keyword(word: &str, span: Span) -> Option<SyntaxError> {
    if matches!(word, "true" | "false" | "null") {
        let error = SyntaxError::at(span, "without its `#`", format!("`{word}` is written with a `#`"));
        let write = format!("write #{word}");
        return Some(error.help(write.clone()).fix(write, span, format!("#{word}")));
    }
    let plain = word.strip_prefix('#')?.to_lowercase();
    let error = SyntaxError::at(span, "unknown keyword", format!("there is no keyword `{word}`"));
    let is_like = |known: &&str| strsim::damerau_levenshtein(&plain, known) <= 2;
    Some(match ["true", "false", "null"].into_iter().filter(|_| plain.len() < LONGEST).find(is_like) {
        Some(known) => error.help(format!("did you mean #{known}?")),
        None => error.help("write #true, #false or #null, or a string in quotes"),
    })
}

/// The longest word that is compared with keywords.
const LONGEST: usize = 10;

/// A string with an escape that does not exist.
fn escape(word: &str, span: Span) -> Option<SyntaxError> {
    let mut letters = word.strip_prefix('"').map_or("".char_indices(), |_| word.char_indices());
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            continue;
        }
        let (next, escaped) = letters.next()?;
        if !"\"\\/bfnrtsu".contains(escaped) && !escaped.is_whitespace() {
            let place = Span { start: span.start + at, end: span.start + next + escaped.len_utf8(), ..span };
            let help = "write `\\\\` for a backslash, or the whole string as #\"…\"#, which has no escapes";
            let error = SyntaxError::at(place, "unknown escape", format!("`\\{escaped}` is not an escape"));
            return Some(error.help(help));
        }
    }
    None
}

fn number(word: &str, span: Span) -> Option<SyntaxError> {
    let is_like = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    if !is_plain(word) || !is_like || word.parse::<f64>().is_ok() {
        return None;
    }
    let message = format!("`{word}` is neither a number nor a string in quotes");
    let error = SyntaxError::at(span, "begins like a number", message);
    Some(error.help(format!("if it is a string, write \"{word}\"")))
}

fn path(word: &str, span: Span) -> Option<SyntaxError> {
    if !is_plain(word) || !word.contains('/') {
        return None;
    }
    let error = SyntaxError::at(span, "without quotes", "a string with a `/` in it needs quotes");
    Some(error.help(format!("write \"{word}\"")))
}

fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || "-_+.:/@%~*&".contains(c))
}
