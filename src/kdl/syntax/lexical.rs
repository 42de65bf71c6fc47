//! Mistakes that the tokens of a text show: a brace, a quote or a comment that is not closed, or a string
//! that KDL 2 does not read as its author does.
//!
//! The crate's parser sees the end of the text and complains about everything that is open there. This looks
//! at the indentation too, so that one missing brace is one error, at the brace that nothing closes.

use super::error::SyntaxError;
use crate::kdl::lexer::{self, Kind, Token};
use crate::source::{FileId, Span};

/// The mistakes, in order.
pub fn mistakes(file: FileId, text: &str, tokens: &[Token]) -> Vec<SyntaxError> {
    let mut found = Vec::new();
    let mut open: Vec<Brace> = Vec::new();
    let mut suspect = None;
    let mut is_hidden = false;
    let mut line = Line { start: 0, passed: 0, text };
    for token in tokens {
        let span = Span { file, start: token.start, end: token.end };
        match token.kind {
            Kind::Url => found.push(url(span, text)),
            Kind::OldText => found.push(old_text(span, text)),
            Kind::OpenText | Kind::OpenComment | Kind::DeepComment => {
                // What is after it cannot be distinguished from what is in it.
                is_hidden = true;
                found.push(if token.kind == Kind::OpenText { open_text(span, text) } else { open_comment(span) });
            }
            Kind::Open => open.push(Brace { token: *token, indent: line.indent(token.start).0 }),
            Kind::Close => match open.pop() {
                None if !is_hidden => {
                    found.push(stray(span));
                    return found;
                }
                None => {}
                Some(brace) => {
                    let (indent, is_first) = line.indent(token.start);
                    if is_first && brace.indent > indent {
                        suspect = suspect.or(Some(brace));
                    }
                }
            },
            _ => {}
        }
    }
    if let (false, Some(last)) = (is_hidden, open.last()) {
        found.push(unclosed(suspect.as_ref().unwrap_or(last), file, text));
    }
    found
}

/// Keywords into which what follows runs. The parser (kdl 6.7) takes it for a node of its own after a keyword
/// that a slashdash removes.
pub fn run_together(file: FileId, text: &str, tokens: &[Token]) -> Vec<SyntaxError> {
    let is_keyword = |token: &Token| text.get(token.start..token.end).is_some_and(|word| word.starts_with('#'));
    let begins_value = |token: &Token| token.kind == Kind::Text || text.get(token.start..token.end) == Some("(");
    let pairs = tokens.iter().zip(tokens.iter().skip(1)).filter(|(one, next)| one.end == next.start);
    let joined = pairs.filter(|(one, next)| one.kind == Kind::Word && is_keyword(one) && begins_value(next));
    joined.map(|(one, _)| runs_on(Span { file, start: one.start, end: one.end })).collect()
}

/// Raw texts that begin with three quotes, as those of many lines do, and go on in that line. KDL 2 has none.
/// The parser (kdl 6.7) takes them for texts of one line, which end at the next quote with as many `#`, and
/// the tokens of the file for texts of many, which end elsewhere.
pub fn raw_on_one_line(file: FileId, text: &str, tokens: &[Token]) -> Vec<SyntaxError> {
    let is_one = |token: &Token| {
        let written = text.get(token.start..token.end).unwrap_or_default();
        let rest = written.trim_start_matches('#').strip_prefix("\"\"\"");
        written.starts_with('#') && rest.is_some_and(|rest| !begins_line(rest))
    };
    let raw = tokens.iter().filter(|token| matches!(token.kind, Kind::Text | Kind::OpenText) && is_one(token));
    raw.map(|token| on_one_line(Span { file, start: token.start, end: token.end }, text)).collect()
}

/// Whether a text begins with the end of a line.
fn begins_line(text: &str) -> bool {
    lexer::tokens(text).next().is_some_and(|token| token.kind == Kind::Newline)
}

/// A value after which there is no space.
pub fn runs_on(span: Span) -> SyntaxError {
    let error = SyntaxError::at(span, "no space after it", "a value runs into the next one");
    error.help("separate values by spaces, and end a node by a line break or `;`")
}

/// An opening brace and how far its line is indented.
struct Brace {
    token: Token,
    indent: usize,
}

/// The line of a brace. It may be all of a file, so nobody looks for its start from each brace.
struct Line<'t> {
    start: usize,
    passed: usize,
    text: &'t str,
}

impl Line<'_> {
    /// How far the line of a byte behind all earlier ones is indented, and whether nothing else is before the
    /// byte.
    fn indent(&mut self, at: usize) -> (usize, bool) {
        let between = self.text.get(self.passed..at).unwrap_or_default();
        self.start = between.rfind('\n').map_or(self.start, |end| self.passed + end + 1);
        self.passed = at;
        let before = self.text.get(self.start..at).unwrap_or_default();
        let indent = before.find(|c: char| !c.is_whitespace()).unwrap_or(before.len());
        (indent, indent == before.len())
    }
}

fn unclosed(brace: &Brace, file: FileId, text: &str) -> SyntaxError {
    let span = Span { file, start: brace.token.start, end: brace.token.end };
    let error = SyntaxError::at(span, "nothing closes it", "this `{` is never closed");
    // The first line that is indented no further than the brace's own is outside of it, or should be.
    let mut at = brace.token.end + text.get(brace.token.end..).and_then(|rest| rest.find('\n')).unwrap_or(text.len());
    for line in text.get(at..).unwrap_or("").split_inclusive('\n') {
        let trimmed = line.trim_start();
        let start = at + line.len() - trimmed.len();
        at += line.len();
        let is_outside =
            line.len() - trimmed.len() <= brace.indent && !trimmed.is_empty() && !trimmed.starts_with("//");
        if is_outside && !trimmed.starts_with('}') {
            let length = trimmed.split(char::is_whitespace).next().unwrap_or("").len();
            let place = Span { file, start, end: start + length };
            return error.other(place, "this would be inside it").help("write the missing `}` before that line");
        }
    }
    error.help("write the missing `}`")
}

fn stray(span: Span) -> SyntaxError {
    SyntaxError::at(span, "closes nothing", "there is one `}` too many")
        .help("remove it, or write the `{` that it should close")
}

fn open_comment(span: Span) -> SyntaxError {
    let span = Span { end: span.start + 2, ..span };
    SyntaxError::at(span, "nothing closes it", "this comment is never closed").help("write the missing `*/`")
}

fn open_text(span: Span, text: &str) -> SyntaxError {
    let written = text.get(span.start..span.end).unwrap_or("").trim_end();
    let hashes: String = written.chars().take_while(|c| *c == '#').collect();
    let is_long = written.trim_start_matches('#').starts_with("\"\"\"");
    let closing = format!("{}{hashes}", if is_long { "\"\"\"" } else { "\"" });
    let length = if is_long { hashes.len() + 3 } else { written.len() };
    let span = Span { end: span.start + length, ..span };
    let message = if is_long { "this string is never closed" } else { "this string is not closed on its line" };
    SyntaxError::at(span, "begins here", message).help(format!("write the missing `{closing}`"))
}

fn on_one_line(span: Span, text: &str) -> SyntaxError {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let hashes = written.chars().take_while(|c| *c == '#').count();
    let span = Span { end: span.start + hashes + 3, ..span };
    let message = "raw text of many lines does not begin on a line of its own";
    let help = "begin a new line after the three quotes; a text of one line has one";
    SyntaxError::at(span, "begins here", message).help(help)
}

fn old_text(span: Span, text: &str) -> SyntaxError {
    let raw = text.get(span.start + 1..span.end).unwrap_or("");
    let new = if raw.starts_with('#') { raw.to_string() } else { format!("#{raw}#") };
    SyntaxError::at(span, "not the `#` of a raw string", "raw strings begin with `#`, not with `r`")
        .help(format!("write {new}"))
        .fix("write it as KDL 2 does", span, new)
}

fn url(span: Span, text: &str) -> SyntaxError {
    let quoted = format!("\"{}\"", text.get(span.start..span.end).unwrap_or("").trim_matches('\''));
    SyntaxError::at(span, "everything after `//` is lost", "a URL without quotes ends in a comment")
        .help(format!("write it in quotes: {quoted}"))
        .fix("put it in quotes", span, quoted)
}

#[cfg(test)]
mod tests {
    use crate::kdl::{Unreadable, read};
    use crate::source::Sources;

    #[test]
    fn raw_text_of_many_lines_begins_on_a_line_of_its_own() {
        let errors = |text: &str| match read(Sources::default().add("a.kdl", text), text) {
            Ok(_) => 0,
            Err(Unreadable::Syntax(errors)) => errors.len(),
            Err(_) => usize::MAX,
        };
        for text in ["#\"\"\"\"\"#", "#\"\"\"\"#", "#\"\"\"x\"\"\"#", "##\"\"\"x\"##", "#\"\"\"{\"#; b {}"] {
            assert_eq!(errors(&format!("a {text}\nb 1\n")), 1, "{text}");
        }
        for text in [
            "#\"\"\"\n  x\n  \"\"\"#",
            "#\"\"\"\r\nx\r\n\"\"\"#",
            "#\"\"#",
            "#\"\"x\"#",
            "##\"\"#\"##",
            "\"\"\"\nx\n\"\"\"",
        ] {
            assert_eq!(errors(&format!("a {text}\nb 1\n")), 0, "{text}");
        }
    }
}
