//! A block of statements, and what it is on one line.

/// The longest line on which children stay beside their node, in characters.
pub const WIDTH: usize = 100;

/// A block without anything in it.
pub const EMPTY: &str = "{}";

/// What is between two braces, or in a whole file.
#[derive(Default)]
pub struct Block<'t> {
    /// The comments on the line of the opening brace.
    pub opening: Vec<Part<'t>>,
    /// Its statements.
    pub statements: Vec<Statement<'t>>,
    /// It on one line, if it may be there.
    pub inline: Option<String>,
}

/// A node, or comments alone.
#[derive(Default)]
pub struct Statement<'t> {
    /// What it consists of.
    pub parts: Vec<Part<'t>>,
    /// Whether a blank line is before it.
    pub is_apart: bool,
    /// Whether it is more than comments.
    pub is_node: bool,
}

/// A part of a statement.
pub enum Part<'t> {
    /// A word, a string, or one of `=`, `(` and `)`.
    Piece(&'t str),
    /// `/-`.
    Dash,
    /// `/* … */`.
    Comment(&'t str),
    /// `// …`.
    Line(&'t str),
    /// `\`, with a comment after it or without one.
    Break(Option<&'t str>),
    /// `{ … }`.
    Block(Block<'t>),
}

/// Whether a piece and what follows it are together: after `=` and inside parentheses.
pub fn is_bound(piece: &str) -> bool {
    matches!(piece, "=" | "(" | ")")
}

/// A block on one line; none when it cannot be there.
pub fn inline(block: &Block) -> Option<String> {
    if !block.opening.is_empty() {
        return None;
    }
    if block.statements.is_empty() {
        return Some(EMPTY.to_string());
    }
    let mut line = "{ ".to_string();
    for (index, statement) in block.statements.iter().enumerate() {
        line.push_str(if index == 0 { "" } else { "; " });
        let mut before = None;
        for part in &statement.parts {
            let text = match part {
                Part::Piece(piece) if !piece.contains('\n') => piece,
                Part::Block(block) => block.inline.as_deref()?,
                _ => return None,
            };
            line.push_str(if is_apart(before, part) { " " } else { "" });
            line.push_str(text);
            before = Some(part);
        }
    }
    line.push_str(" }");
    Some(line)
}

/// Whether there is a space between two parts.
pub fn is_apart(before: Option<&Part>, part: &Part) -> bool {
    match (before, part) {
        (None, _) | (_, Part::Piece("=" | ")")) => false,
        (Some(Part::Piece(piece)), _) => !is_bound(piece),
        (Some(Part::Dash), Part::Comment(_) | Part::Line(_)) => true,
        (Some(Part::Dash), _) => false,
        _ => true,
    }
}
