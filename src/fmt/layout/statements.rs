//! Tokens to statements: what is between two ends of lines or `;`, with the comments that belong to it.
//!
//! Nothing is left out but white space and what ends a line. Braces make blocks; nothing else is
//! distinguished, so that what is taken away by `/-` is laid out like what is not.

use super::block::{Block, Part, Statement, WIDTH, inline, is_bound};
use crate::kdl::{Kind, tokens};

/// A block that is being read.
#[derive(Default)]
struct Open<'t> {
    block: Block<'t>,
    statement: Statement<'t>,
    /// How many ends of lines are before the statement.
    newlines: usize,
    /// Whether there is an end of line in the block.
    is_broken: bool,
    /// Whether the statement begins on the line of what is before it: of the brace, or of another statement.
    is_beside: bool,
    /// Whether a `/-` waits for what it takes away: ends of lines do not count.
    is_waiting: bool,
    /// The `\` that waits for the end of its line, and the comment after it.
    escape: Option<Option<&'t str>>,
}

/// The statements of a text that is KDL 2.
pub fn read(text: &str) -> Block<'_> {
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open::default();
    for token in tokens(text) {
        let written = text.get(token.start..token.end).unwrap_or("");
        match (token.kind, written) {
            (Kind::Space, _) => {}
            (Kind::Newline, _) => open.newline(),
            (Kind::Mark, ";") => {
                open.end();
                open.is_beside = true;
            }
            (Kind::Mark, "\\") => open.escape = Some(None),
            (Kind::Dash, _) => open.node(Part::Dash),
            (Kind::Open, _) => {
                let inner = Open { is_beside: true, ..Open::default() };
                outer.push(std::mem::replace(&mut open, inner));
            }
            (Kind::Close, _) => {
                open.end();
                if let Some(around) = outer.pop() {
                    let inner = std::mem::replace(&mut open, around);
                    open.node(Part::Block(inner.closed()));
                }
            }
            (Kind::Comment, comment) if comment.starts_with("//") => open.line(comment.trim_end()),
            (Kind::Comment, comment) => open.push(Part::Comment(comment)),
            (_, piece) => open.node(Part::Piece(piece)),
        }
    }
    open.end();
    open.block
}

impl<'t> Open<'t> {
    fn push(&mut self, part: Part<'t>) {
        if self.statement.parts.is_empty() {
            self.statement.is_apart = self.newlines > 1 && !self.block.statements.is_empty();
            self.newlines = 0;
        }
        self.statement.parts.push(part);
    }

    /// What makes the statement a node.
    fn node(&mut self, part: Part<'t>) {
        let parts = &mut self.statement.parts;
        if matches!((parts.last(), &part), (Some(Part::Break(None)), Part::Piece("=" | ")"))) {
            parts.pop();
        }
        self.is_waiting = matches!(part, Part::Dash);
        self.push(part);
        self.statement.is_node = true;
    }

    fn line(&mut self, comment: &'t str) {
        if let Some(escape) = &mut self.escape {
            *escape = Some(comment);
            return;
        }
        self.push(Part::Line(comment));
    }

    fn newline(&mut self) {
        self.is_broken = true;
        if let Some(comment) = self.escape.take() {
            self.escaped(comment);
            self.is_beside &= !self.statement.parts.is_empty();
        } else if !self.is_waiting {
            self.end();
            self.newlines += 1;
            self.is_beside = false;
        }
    }

    /// A `\` at the end of a line counts where there is something on both sides that would not go together
    /// without it.
    fn escaped(&mut self, comment: Option<&'t str>) {
        let parts = &mut self.statement.parts;
        match (parts.last_mut(), comment) {
            (None | Some(Part::Dash | Part::Line(_)), Some(comment)) => {
                self.push(Part::Line(comment));
                if !self.is_waiting {
                    self.end();
                    self.newlines = 1;
                }
            }
            (None | Some(Part::Dash | Part::Line(_) | Part::Break(_)), None) => {}
            (Some(last @ Part::Break(None)), _) => *last = Part::Break(comment),
            (Some(Part::Piece(piece)), None) if is_bound(piece) => {}
            _ => parts.push(Part::Break(comment)),
        }
    }

    /// Ends the statement. Comments on the line of what is before them belong to that.
    fn end(&mut self) {
        self.is_waiting = false;
        if let Some(Some(comment)) = self.escape.take() {
            // The file ends there.
            self.push(Part::Line(comment));
        }
        let mut statement = std::mem::take(&mut self.statement);
        match statement.parts.pop() {
            None | Some(Part::Break(None)) => {}
            Some(Part::Break(Some(comment))) => statement.parts.push(Part::Line(comment)),
            Some(part) => statement.parts.push(part),
        }
        if statement.parts.is_empty() {
            return;
        }
        match self.block.statements.last_mut() {
            _ if statement.is_node || !self.is_beside => self.block.statements.push(statement),
            Some(last) => last.parts.append(&mut statement.parts),
            None => self.block.opening.append(&mut statement.parts),
        }
    }

    /// The block, once its brace is closed.
    fn closed(mut self) -> Block<'t> {
        let is_empty = self.block.statements.is_empty() && self.block.opening.is_empty();
        if is_empty || !self.is_broken {
            self.block.inline = inline(&self.block).filter(|inline| inline.chars().count() <= WIDTH);
        }
        self.block
    }
}
