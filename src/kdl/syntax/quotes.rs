//! Text in other quotes than KDL's, which takes them for letters like any others.

use super::error::SyntaxError;
use crate::kdl::lexer::{Kind, Token};
use crate::source::{FileId, Span};

/// What begins text in other languages and in word processors, and is a letter like any other in KDL.
pub const FOREIGN_QUOTES: [char; 6] = ['\'', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'];

/// A word in single or in typographic quotes.
pub fn foreign_quotes(word: &str, span: Span) -> Option<SyntaxError> {
    let text = word.strip_prefix(FOREIGN_QUOTES).and_then(|rest| rest.strip_suffix(FOREIGN_QUOTES))?;
    let double = format!("\"{text}\"");
    let (label, message) = match word.starts_with('\'') {
        true => ("in single quotes", "strings use double quotes"),
        false => ("in typographic quotes", "strings use straight double quotes"),
    };
    let error = SyntaxError::at(span, label, message);
    Some(error.help(format!("write {double}")).fix("use double quotes", span, double))
}

/// All texts in typographic quotes, as word processors and chats write them. They end on their line.
pub fn typographic(file: FileId, text: &str, tokens: &[Token]) -> Vec<SyntaxError> {
    let mut found: Vec<SyntaxError> = Vec::new();
    let mut after = 0;
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        let rest = text.get(token.start..).unwrap_or_default();
        if token.start < after || !rest.starts_with(TYPOGRAPHIC) {
            continue;
        }
        // Where it is not closed, nothing else on its line is.
        let mut letters = rest.char_indices().skip(1);
        let Some((at, last)) = letters.find(|(_, letter)| *letter == '\n' || TYPOGRAPHIC.contains(letter)) else {
            break;
        };
        after = token.start + at + last.len_utf8();
        let span = Span { file, start: token.start, end: after };
        found.extend(text.get(span.start..span.end).and_then(|word| foreign_quotes(word, span)));
    }
    found
}

/// The typographic ones among them.
const TYPOGRAPHIC: [char; 5] = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'];
