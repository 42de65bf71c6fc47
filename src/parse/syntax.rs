//! Complaints of the KDL parser to findings: each with the slip that is typically behind it, and one for one slip.

use super::{slips, words};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rules::syntax_error::RULE;
use crate::source::{FileId, Span};
use kdl::{KdlDiagnostic, KdlDocument};
use std::collections::BTreeMap;

/// The most findings about one file: behind that many slips there is another kind of file.
const MOST: usize = 50;

/// A text as KDL, or what is wrong with it, on a thread with that much stack; see [`super::nesting`].
pub fn read(file: FileId, text: &str, stack: usize, found: &mut Diagnostics) -> Option<KdlDocument> {
    let (whole, errors) = match parse_on(stack, text) {
        Some(Ok(document)) => (Some(document), Vec::new()),
        Some(Err(errors)) => (None, errors),
        None => {
            let span = Span { file, start: 0, end: 0 };
            let message = "the KDL parser gave up on this file";
            found.push(RULE.at(span, "in this file", message).help("split it into smaller files, with `include`"));
            return None;
        }
    };
    let mut slips = slips::slips(file, text);
    if whole.is_some() {
        // The parser knows better where a text ends, but what it lost in a comment it does not tell.
        slips.retain(|slip| !slip.fixes.is_empty());
        if slips.is_empty() {
            return whole;
        }
    }
    complaints(&errors, file, text, &mut slips);
    slips.sort_by_key(|slip| slip.primary().map(|label| label.span));
    let more = slips.len().saturating_sub(MOST);
    slips.truncate(MOST);
    if let (Some(last), 1..) = (slips.last_mut(), more) {
        last.message.push_str(&format!(" (and {more} more in this file)"));
    }
    found.0.extend(slips);
    None
}

/// Whether two texts are KDL with the same nodes, however they are laid out; on a thread with that much stack.
pub fn means_the_same(one: &str, other: &str, stack: usize) -> bool {
    let plain = |text: &str| {
        let mut document = text.parse::<KdlDocument>().ok()?;
        document.clear_format_recursive();
        Some(document)
    };
    on_thread(stack, || plain(one).is_some_and(|one| Some(one) == plain(other))).unwrap_or(false)
}

/// The outer `None` when the parser or the machine failed.
fn parse_on(stack: usize, text: &str) -> Option<Result<KdlDocument, Vec<KdlDiagnostic>>> {
    on_thread(stack, || text.parse::<KdlDocument>().map_err(|error| error.diagnostics))
}

/// None when the work or the machine failed.
fn on_thread<T: Send>(stack: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, work).ok()?;
        thread.join().ok()
    })
}

/// Adds what the parser complains of. Its first complaint without a known cause makes the later ones, and a slip of the
/// whole text makes all of them.
fn complaints(errors: &[KdlDiagnostic], file: FileId, text: &str, slips: &mut Vec<Diagnostic>) {
    let errors = errors.iter().filter(|error| !is_about_braces(error));
    let mut spans: Vec<(Span, &KdlDiagnostic)> = errors.map(|error| (span(error, file, text), error)).collect();
    spans.sort_by_key(|(span, _)| (span.start, span.end));
    // A line with a slip is not looked at twice.
    let lines = slips.iter().filter_map(|slip| Some(line(text, slip.primary()?.span)));
    let mut covered: BTreeMap<usize, usize> = lines.collect();
    let mut is_clear = slips.is_empty();
    for (place, error) in spans {
        if covered.range(..=place.start).next_back().is_some_and(|(_, end)| place.start < *end) {
            continue;
        }
        let word = text.get(place.start..place.end).unwrap_or("");
        let slip = words::slip(word, place, text);
        if slip.is_some() || is_clear {
            // Behind the end of what it took for a document, the parser begins anew in the middle of the line.
            let is_end = is_end(error);
            let (start, end) = if is_end { line(text, place) } else { (place.start, place.end) };
            covered.insert(start, end);
            is_clear &= slip.is_some() && !is_end;
            slips.push(slip.unwrap_or_else(|| plain(error, place)));
        }
    }
    if slips.is_empty() {
        let span = Span { file, start: 0, end: 0 };
        slips.push(RULE.at(span, "in this file", "this is not KDL"));
    }
}

/// `slips` tells better which brace nothing closes; where it finds none, something else has confused the parser.
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
fn plain(error: &KdlDiagnostic, span: Span) -> Diagnostic {
    let lower = |text: &str| {
        let mut letters = text.trim_end_matches('.').chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let message = error.message.as_deref().map_or_else(|| "this is not KDL".to_string(), lower);
    let help = error.help.as_deref().map(lower).unwrap_or_default();
    if is_end(error) {
        let diagnostic = RULE.at(span, "here", "this does not belong to any node");
        diagnostic.help("write a node as its name, its values, and its braces on the same line")
    } else if help.contains("value terminator") {
        let diagnostic = RULE.at(span, "no space behind it", "a value runs into what follows");
        diagnostic.help("separate values by spaces, and end a node by a line break or `;`")
    } else if help.contains("any string type") {
        RULE.at(span, "not a name", "a node does not begin with its name").help("begin it with the name of a node")
    } else if help.is_empty() {
        RULE.at(span, "here", message)
    } else {
        RULE.at(span, "here", message).help(help)
    }
}
