//! KDL text to nodes, or to what keeps it from being KDL; knows nothing of meshes.
//!
//! [`read`] goes through the crate's parser, on a stack that `nesting` has measured. What is wrong is a
//! [`SyntaxError`]: the mistake that is typically behind a complaint of the parser, and one for one mistake.
//! [`foreign()`] knows texts in other languages. [`tokens`] are a text with its comments and its white space,
//! which the parser drops.

mod dashes;
mod data;
mod foreign;
mod lexer;
mod nesting;
mod node;
mod syntax;
mod words;

pub use ::kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};
pub use dashes::MOST as DEEPEST_TAKEN;
pub use data::{arguments, data};
pub use foreign::{Language, foreign};
pub use lexer::{DEEPEST, Kind, Token, tokens};
pub use node::{Entry, Item};
pub use syntax::{FOREIGN_QUOTES, Fix, SyntaxError, foreign_quotes};
pub use words::words;

use crate::source::{FileId, Span};

/// Why a text cannot be read as KDL.
#[derive(Debug)]
pub enum Unreadable {
    /// It nests deeper than [`DEEPEST`] levels; the place is the first character that does.
    TooDeep(Span),
    /// What a `/-` removes holds more than [`DEEPEST_TAKEN`] levels of it; the place is where it is too much.
    TakenTooDeep(Span),
    /// What is wrong with it, in order.
    Syntax(Vec<SyntaxError>),
}

/// Reads a text.
///
/// # Errors
/// When it is not KDL 2, or nests too deep for the parser.
pub fn read(file: FileId, text: &str) -> Result<KdlDocument, Unreadable> {
    let from = |at: usize| Span { file, start: at, end: text.len().min(at + 1) };
    if let Some(at) = dashes::too_deep(text) {
        return Err(Unreadable::TakenTooDeep(from(at)));
    }
    let tokens: Vec<Token> = words::significant(text).collect();
    match nesting::stack_for(text, &tokens) {
        Ok(stack) => syntax::read(file, (text, &tokens), stack).map_err(Unreadable::Syntax),
        Err(at) => Err(Unreadable::TooDeep(from(at))),
    }
}

/// Whether two texts are KDL with the same nodes, however they are laid out.
pub fn is_same(one: &str, other: &str) -> bool {
    let stack_for = |text| nesting::stack_for(text, &words::significant(text).collect::<Vec<_>>());
    stack_for(one).max(stack_for(other)).is_ok_and(|stack| syntax::is_same(one, other, stack))
}
