//! Complaints of the crate's parser to errors: each with the mistake that is typically behind it, and one for
//! one mistake.

use super::error::SyntaxError;
use super::lexical;
use super::{MOST, refused, yaml};
use crate::source::{FileId, Span};
use ::kdl::KdlDiagnostic;
use std::collections::BTreeMap;

/// Adds what the parser complains of. Its first complaint without a known cause makes the later ones, and a
/// mistake in the whole text makes all of them.
pub fn add(complaints: &[KdlDiagnostic], file: FileId, text: &str, errors: &mut Vec<SyntaxError>) {
    let complaints = complaints.iter().filter(|complaint| !is_about_braces(complaint));
    let mut places: Vec<(Span, &KdlDiagnostic)> = complaints.map(|it| (span(it, file, text), it)).collect();
    places.sort_by_key(|(span, _)| (span.start, span.end));
    // A line with a mistake is not looked at twice.
    let mut covered: BTreeMap<usize, usize> = errors.iter().map(|error| line(text, error.span)).collect();
    let mut is_clear = errors.is_empty();
    // More are not shown, and each is looked at in the whole text.
    for (place, complaint) in places {
        if errors.len() > MOST {
            break;
        }
        if covered.range(..=place.start).next_back().is_some_and(|(_, end)| place.start < *end) {
            continue;
        }
        if let Some((lines, end)) = yaml::lines(place, text) {
            covered.insert(lines.span.start, end);
            errors.push(lines);
            continue;
        }
        let word = text.get(place.start..place.end).unwrap_or("");
        let mistake = refused::mistake(word, place, text);
        if mistake.is_some() || is_clear {
            // After the end of what it took for a document, the parser starts again in the middle of the
            // line.
            let is_end = is_end(complaint);
            let (start, end) = if is_end { line(text, place) } else { (place.start, place.end) };
            covered.insert(start, end);
            is_clear &= mistake.is_some() && !is_end;
            errors.push(mistake.unwrap_or_else(|| plain(complaint, place)));
        }
    }
    if errors.is_empty() {
        let span = Span { file, start: 0, end: 0 };
        errors.push(SyntaxError::at(span, "in this file", "this is not KDL"));
    }
}

/// `lexical` knows better which brace nothing closes; where it finds none, something else has confused the
/// parser.
fn is_about_braces(error: &KdlDiagnostic) -> bool {
    error.message.as_deref().is_some_and(|message| message.to_lowercase().contains("closing '}'"))
}

fn is_end(error: &KdlDiagnostic) -> bool {
    error.message.as_deref().is_some_and(|message| message.eq_ignore_ascii_case("expected end of document"))
}

fn span(error: &KdlDiagnostic, file: FileId, text: &str) -> Span {
    let start = text.floor_char_boundary(error.span.offset().min(text.len()));
    let end = text.floor_char_boundary((error.span.offset() + error.span.len()).min(text.len()));
    Span { file, start, end: end.max(start) }
}

fn line(text: &str, span: Span) -> (usize, usize) {
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(span.start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| span.start + at);
    (start, end)
}

/// A complaint in the parser's words, in our manner.
fn plain(error: &KdlDiagnostic, span: Span) -> SyntaxError {
    let lower = |text: &str| {
        let mut letters = text.trim_end_matches('.').chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let message = error.message.as_deref().map_or_else(|| "this is not KDL".to_string(), lower);
    let help = error.help.as_deref().map(lower).unwrap_or_default();
    if is_end(error) {
        let error = SyntaxError::at(span, "here", "this belongs to no node");
        error.help("write a node as its name, its values and its braces, all on the same line")
    } else if help.contains("value terminator") {
        lexical::runs_on(span)
    } else if help.contains("any string type") {
        SyntaxError::at(span, "not a name", "a node does not begin with its name")
            .help("begin it with the name of a node")
    } else if help.is_empty() {
        SyntaxError::at(span, "here", message)
    } else {
        SyntaxError::at(span, "here", message).help(help)
    }
}
