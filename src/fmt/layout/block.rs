//! A block of statements, and what it is on one line.

/// The longest line on which children stay beside their node, in characters.
pub const WIDTH: usize = 100;

/// A block without anything in it.
pub const EMPTY: &str = "{}";

/// What stands between two braces, or in a whole file.
#[derive(Default)]
pub struct Block<'t> {
    /// The comments that stand on the line of the opening brace.
    pub opening: Vec<Part<'t>>,
    /// Its statements.
    pub statements: Vec<Statement<'t>>,
    /// It on one line, if it may stand there.
    pub inline: Option<String>,
}

/// A node, or comments that stand alone.
#[derive(Default)]
pub struct Statement<'t> {
    /// What it consists of.
    pub parts: Vec<Part<'t>>,
    /// Whether a blank line stands before it.
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
    /// `\`, with a comment behind it or with none.
    Break(Option<&'t str>),
    /// `{ … }`.
    Block(Block<'t>),
}

/// Whether a piece and what follows it stand together: behind `=` and inside of parentheses.
pub fn is_bound(piece: &str) -> bool {
    matches!(piece, "=" | "(" | ")")
}

/// A block on one line; none when it cannot stand there.
pub fn inline(block: &Block) -> Option<String> {
    if !block.opening.is_empty() {
        return None;
    }
    if block.statements.is_empty() {
        return Some(EMPTY.to_string());
    }
    let mut line = "{ ".to_string();
    for statement in &block.statements {
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
        line.push_str("; ");
    }
    line.push('}');
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
