//! Text to the parser's document, or to what is wrong with it.

mod complaints;
mod conflict;
mod error;
mod lexical;
mod quotes;
mod refused;
mod yaml;

pub use error::{Fix, SyntaxError};
pub use quotes::{FOREIGN_QUOTES, foreign_quotes};

use super::lexer::Token;
use crate::source::{FileId, Span};
use ::kdl::{KdlDiagnostic, KdlDocument};

/// The most errors in one file: with more it is another kind of file.
const MOST: usize = 50;

/// A text of those tokens as KDL, or what is wrong with it, on a thread with that much stack; see `nesting`.
pub fn read(file: FileId, (text, tokens): (&str, &[Token]), stack: usize) -> Result<KdlDocument, Vec<SyntaxError>> {
    let Some(parsed) = parse_on(stack, text) else {
        let span = Span { file, start: 0, end: 0 };
        let error = SyntaxError::at(span, "in this file", "the KDL parser gave up on this file");
        return Err(vec![error.help("split it into smaller files, with `include`")]);
    };
    if let (Err(_), Some(conflict)) = (&parsed, conflict::conflict(file, text)) {
        return Err(vec![conflict]);
    }
    let mut errors = lexical::mistakes(file, text, tokens);
    let quotes = quotes::typographic(file, text, tokens);
    match parsed {
        Ok(document) => {
            // The parser knows better where a text ends, but it does not report what it lost in a comment.
            errors.retain(|error| error.fix.is_some());
            // What is between others is one word, which is judged where its type is known.
            let has_space = |error: &SyntaxError| text.get(error.span.start..error.span.end).is_some_and(has_space);
            errors.extend(quotes.into_iter().filter(has_space));
            errors.extend(lexical::run_together(file, text, tokens));
            errors.extend(lexical::raw_on_one_line(file, text, tokens));
            if errors.is_empty() {
                return Ok(document);
            }
        }
        Err(complaints) => {
            complaints::add(&complaints, file, text, &mut errors);
            let meets = |one: Span, other: Span| one.start < other.end && other.start < one.end;
            errors.retain(|error| !quotes.iter().any(|quoted| meets(quoted.span, error.span)));
            errors.extend(quotes);
        }
    }
    errors.sort_by_key(|error| error.span);
    let more = errors.len().saturating_sub(MOST);
    errors.truncate(MOST);
    if let (Some(last), 1..) = (errors.last_mut(), more) {
        last.message.push_str(&format!(" (and {more} more in this file)"));
    }
    Err(errors)
}

fn has_space(text: &str) -> bool {
    text.contains(char::is_whitespace)
}

/// Whether two texts are KDL with the same nodes, however they are laid out; on a thread with that much
/// stack.
pub fn is_same(one: &str, other: &str, stack: usize) -> bool {
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
