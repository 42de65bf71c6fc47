//! A word that KDL does not take to what its author most likely meant by it.

use crate::address;
use crate::diagnostic::{Diagnostic, Fix, nearest};
use crate::release::Version;
use crate::rules::syntax_error::RULE;
use crate::source::Span;
use std::net::IpAddr;

/// The slip behind a word that the parser has refused.
pub fn slip(word: &str, span: Span, text: &str) -> Option<Diagnostic> {
    let before = text.get(..span.start).unwrap_or("");
    let is_first = before.rsplit('\n').next().is_none_or(|line| line.trim().is_empty());
    let bare = word.trim();
    let start = span.start + word.len() - word.trim_start().len();
    let span = Span { start, end: start + bare.len(), ..span };
    if is_first && bare.starts_with('#') {
        let hash = Span { end: span.start + 1, ..span };
        let diagnostic = RULE.at(hash, "not a comment in KDL", "a comment begins with `//`, not with `#`");
        return Some(diagnostic.help("write `//`").fix(Fix::safe("write `//`", hash, "//")));
    }
    if bare.starts_with('{') {
        return Some(brace(Span { end: span.start + 1, ..span }, before));
    }
    if bare.starts_with(';') {
        // The parser takes a line break behind a node that a slashdash removes, but no semicolon (kdl 6.7).
        let sign = Span { end: span.start + 1, ..span };
        let help = "remove it; what `/-` removes is ended by a line break";
        return Some(RULE.at(sign, "nothing to end", "a `;` ends no node").help(help));
    }
    if matches!(bare, "[" | "]") {
        let message = "KDL has no square brackets";
        return Some(RULE.at(span, "here", message).help("write the values one behind the other: `name 1 2 3`"));
    }
    if bare == "=" {
        return Some(equals(span, before));
    }
    if let Some(key) = bare.strip_suffix('=').filter(|_| !bare.starts_with('=')) {
        let sign = Span { start: span.end - 1, ..span };
        let key = key.rsplit(char::is_whitespace).next().unwrap_or(key);
        let message = format!("`{key}=` has no value");
        return Some(RULE.at(sign, "nothing follows", message).help("write the value behind `=`, on the same line"));
    }
    value(bare, span)
}

fn brace(span: Span, before: &str) -> Diagnostic {
    let line = before.trim_end();
    if line.is_empty() || line.ends_with(['{', '}', ';']) {
        let message = "a `{` stands without the name of a node";
        return RULE.at(span, "whose braces are these?", message).help("write the node's name before it");
    }
    let message = "a `{` stands on a line of its own";
    RULE.at(span, "not on the line of its node", message).help("write it at the end of the line above")
}

fn equals(span: Span, before: &str) -> Diagnostic {
    let line = before.rsplit(['\n', ';', '{', '}']).next().unwrap_or("").trim();
    let name = line.rsplit(char::is_whitespace).next().unwrap_or("");
    if line == name && !name.is_empty() {
        let message = format!("`{name}` is written with `=`, but stands where a node does");
        return RULE.at(span, "not behind a node's name", message).help(format!("write it as a node: {name} \"…\""));
    }
    let message = "this `=` does not stand behind the name of a property";
    RULE.at(span, "here", message).help("write a property as name=value, and a value alone without `=`")
}

fn value(word: &str, span: Span) -> Option<Diagnostic> {
    let quoted = |what: &str, text: &str| {
        let diagnostic = RULE.at(span, "without quotes", format!("{what} is text, and stands in quotes"));
        let quoted = format!("\"{text}\"");
        diagnostic.help(format!("write {quoted}")).fix(Fix::safe("put it in quotes", span, quoted))
    };
    if let Some(slip) = single_quotes(word, span) {
        return Some(slip);
    }
    let trimmed = word.trim_end_matches(',');
    if trimmed != word || (word.contains(',') && !word.starts_with('"')) {
        let message = "values are separated by spaces, not by commas";
        let comma = word.find(',').unwrap_or(0);
        let at = if trimmed == word { comma } else { trimmed.len() };
        let comma = Span { start: span.start + at, end: span.start + at + 1, ..span };
        return Some(RULE.at(comma, "a comma", message).help("write a space in its place"));
    }
    if address::parse(word).is_some() {
        return Some(quoted("a range of addresses", word));
    }
    if word.parse::<IpAddr>().is_ok() {
        return Some(quoted("an address", word));
    }
    if word.parse::<Version>().is_ok() {
        return Some(quoted("a version", word));
    }
    if matches!(word, "true" | "false" | "null") {
        let diagnostic = RULE.at(span, "written as in KDL 1", format!("`{word}` is written with a `#`"));
        let keyword = format!("#{word}");
        return Some(diagnostic.help(format!("write {keyword}")).fix(Fix::safe(
            format!("write {keyword}"),
            span,
            keyword,
        )));
    }
    if word.starts_with('#') {
        let diagnostic = RULE.at(span, "unknown keyword", format!("there is no keyword `{word}`"));
        return Some(match nearest(word, ["#true", "#false", "#null"].into_iter()) {
            Some(keyword) => diagnostic.help(format!("did you mean {keyword}?")),
            None => diagnostic.help("write #true, #false or #null, or text in quotes"),
        });
    }
    if word.starts_with('"') {
        return escape(word, span);
    }
    let is_plain = word.chars().all(|c| c.is_alphanumeric() || "-_+.:/@%~*&".contains(c));
    let is_number = word.parse::<f64>().is_ok();
    if is_plain && !is_number && word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) {
        let message = format!("`{word}` is neither a number nor text in quotes");
        return Some(RULE.at(span, "begins like a number", message).help(format!("if it is text, write \"{word}\"")));
    }
    if is_plain && word.contains('/') {
        let message = "text with a `/` in it stands in quotes";
        return Some(RULE.at(span, "without quotes", message).help(format!("write \"{word}\"")));
    }
    None
}

/// Text in single quotes, which KDL takes for letters like any others.
pub fn single_quotes(word: &str, span: Span) -> Option<Diagnostic> {
    let text = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))?;
    let double = format!("\"{text}\"");
    let diagnostic = RULE.at(span, "in single quotes", "text stands in double quotes");
    Some(diagnostic.help(format!("write {double}")).fix(Fix::safe("use double quotes", span, double)))
}

/// A string with an escape that there is not.
fn escape(word: &str, span: Span) -> Option<Diagnostic> {
    let mut letters = word.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            continue;
        }
        let (next, escaped) = letters.next()?;
        if !"\"\\/bfnrtsu".contains(escaped) && !escaped.is_whitespace() {
            let place = Span { start: span.start + at, end: span.start + next + escaped.len_utf8(), ..span };
            let message = format!("`\\{escaped}` is no escape");
            let help = "write `\\\\` for a backslash, or the whole text as #\"…\"#, where it stands for itself";
            return Some(RULE.at(place, "unknown escape", message).help(help));
        }
    }
    None
}
