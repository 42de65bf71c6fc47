//! Statements to text.

use super::block::{Block, EMPTY, Part, Statement, WIDTH, is_apart};

const INDENT: &str = "    ";

/// The text of a file.
pub fn print(file: &Block) -> String {
    let mut page = Page::default();
    page.statements(file, 0);
    page.aligned()
}

/// What is written so far.
#[derive(Default)]
struct Page {
    text: String,
    /// How many lines are finished.
    lines: usize,
    /// How many characters there are on the line that is not.
    column: usize,
    trailing: Vec<Trailing>,
}

/// A comment at the end of a node of one line.
struct Trailing {
    /// The byte where it begins.
    at: usize,
    line: usize,
    /// How many characters stand before it.
    width: usize,
}

impl Page {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        match text.rsplit_once('\n') {
            Some((before, last)) => {
                self.lines += before.matches('\n').count() + 1;
                self.column = last.chars().count();
            }
            None => self.column += text.chars().count(),
        }
    }

    fn newline(&mut self, level: usize) {
        self.push("\n");
        self.push(&INDENT.repeat(level));
    }

    fn statements(&mut self, block: &Block, level: usize) {
        for statement in &block.statements {
            if statement.is_apart {
                self.push("\n");
            }
            self.push(&INDENT.repeat(level));
            self.statement(statement, level);
            self.push("\n");
        }
    }

    fn statement(&mut self, statement: &Statement, level: usize) {
        let first = self.lines;
        let mut before = None;
        let mut parts = statement.parts.iter().peekable();
        while let Some(part) = parts.next() {
            self.push(if is_apart(before, part) { " " } else { "" });
            before = Some(part);
            match part {
                Part::Piece(text) | Part::Comment(text) => self.push(text),
                Part::Dash => self.push("/-"),
                Part::Block(block) => self.block(block, level),
                Part::Line(comment) if parts.peek().is_none() => {
                    if statement.is_node && self.lines == first && self.column <= WIDTH {
                        self.trailing.push(Trailing { at: self.text.len(), line: self.lines, width: self.column });
                    }
                    self.push(comment);
                }
                Part::Line(comment) => {
                    self.push(comment);
                    self.newline(level + 1);
                    before = None;
                }
                Part::Break(comment) => {
                    self.push("\\");
                    self.push(&comment.map(|comment| format!(" {comment}")).unwrap_or_default());
                    self.newline(level + 1);
                    before = None;
                }
            }
        }
    }

    fn block(&mut self, block: &Block, level: usize) {
        match &block.inline {
            Some(inline) if inline == EMPTY || self.column + inline.chars().count() <= WIDTH => self.push(inline),
            _ => {
                self.push("{");
                for comment in &block.opening {
                    if let Part::Comment(text) | Part::Line(text) = comment {
                        self.push(" ");
                        self.push(text);
                    }
                }
                self.push("\n");
                self.statements(block, level + 1);
                self.push(&INDENT.repeat(level));
                self.push("}");
            }
        }
    }

    /// The text, with the comments of lines that follow each other in one column.
    fn aligned(self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        let is_run = |one: &Trailing, next: &Trailing| next.line == one.line + 1;
        for run in self.trailing.chunk_by(is_run) {
            let widest = run.iter().map(|trailing| trailing.width).max().unwrap_or(0);
            for trailing in run {
                text.push_str(self.text.get(done..trailing.at).unwrap_or(""));
                text.push_str(&" ".repeat(widest - trailing.width));
                done = trailing.at;
            }
        }
        text.push_str(self.text.get(done..).unwrap_or(""));
        text
    }
}
