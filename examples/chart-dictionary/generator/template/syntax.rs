//! The text of a template of Helm to its nodes: the part of Go's `text/template` that charts use.

use super::tokens::tokens;

/// An expression.
#[derive(Debug, Clone)]
pub enum Expr {
    /// `.`, `$` or a variable, and fields of it.
    Field(Base, Vec<String>),
    /// A function and what it is given.
    Call(String, Vec<Expr>),
    /// A text.
    Text(String),
    /// A whole number.
    Number(usize),
    /// What has no value that matters.
    Nothing,
}

/// What fields are taken of.
#[derive(Debug, Clone)]
pub enum Base {
    /// `.`
    Dot,
    /// `$` and `$name`.
    Variable(String),
    /// An expression in parentheses.
    Inner(Box<Expr>),
}

/// A part of a template, with the line on which it begins.
#[derive(Debug, Clone)]
pub struct Node {
    /// From 1.
    pub line: usize,
    /// What it is.
    pub kind: Kind,
}

/// What a part of a template is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// An expression whose value is written, or that is a call for its own sake.
    Show(Expr),
    /// `$name := …` or `$name = …`.
    Assign(String, Expr),
    /// `if`, with what is done and what is done otherwise.
    If(Expr, Vec<Node>, Vec<Node>),
    /// `with`, likewise.
    With(Expr, Vec<Node>, Vec<Node>),
    /// `range`, with its variables.
    Range(Vec<String>, Expr, Vec<Node>),
    /// `define`.
    Define(String, Vec<Node>),
    /// Text that is more than space.
    Text,
}

/// The nodes of a template.
pub fn parse(text: &str) -> Vec<Node> {
    let mut pieces = pieces(text).into_iter().peekable();
    let mut nodes = Vec::new();
    while pieces.peek().is_some() {
        nodes.extend(body(&mut pieces).0);
    }
    nodes
}

enum Piece {
    Text,
    Action(String),
}

fn pieces(text: &str) -> Vec<(usize, Piece)> {
    let (mut found, mut rest, mut line) = (Vec::new(), text, 1);
    while let Some((before, after)) = rest.split_once("{{") {
        if !before.trim().is_empty() {
            found.push((line, Piece::Text));
        }
        line += before.matches('\n').count();
        let is_comment = after.trim_start_matches('-').trim_start().starts_with("/*");
        let end = if is_comment {
            after.find("*/").and_then(|at| Some(at + after[at..].find("}}")?))
        } else {
            after.find("}}")
        };
        let (action, after) = end.map_or((after, ""), |end| (&after[..end], &after[end + 2..]));
        if !is_comment {
            found.push((line, Piece::Action(action.trim_matches('-').trim().to_string())));
        }
        line += action.matches('\n').count();
        rest = after;
    }
    if !rest.trim().is_empty() {
        found.push((line, Piece::Text));
    }
    found
}

/// The nodes up to `end` or `else`, and what is behind that `else`.
fn body(pieces: &mut std::iter::Peekable<std::vec::IntoIter<(usize, Piece)>>) -> (Vec<Node>, Option<String>) {
    let mut nodes = Vec::new();
    while let Some((line, piece)) = pieces.next() {
        let Piece::Action(action) = piece else {
            nodes.push(Node { line, kind: Kind::Text });
            continue;
        };
        let (word, rest) = action.split_once(char::is_whitespace).unwrap_or((&action, ""));
        let kind = match word {
            "end" => return (nodes, None),
            "else" => return (nodes, Some(rest.trim().to_string())),
            "if" | "with" => conditional(word, rest, line, pieces),
            "range" => {
                let (variables, list) = rest.split_once(":=").unwrap_or(("", rest));
                let variables =
                    variables.split(',').map(|name| name.trim().to_string()).filter(|name| !name.is_empty());
                let (variables, list) = (variables.collect(), expression(list));
                let (inner, otherwise) = body(pieces);
                if otherwise.is_some() {
                    body(pieces);
                }
                Kind::Range(variables, list, inner)
            }
            "define" | "block" => Kind::Define(rest.trim().trim_matches('"').to_string(), body(pieces).0),
            "template" => Kind::Show(expression(&format!("include {rest}"))),
            "break" | "continue" => continue,
            name if name.starts_with('$') => {
                match rest.trim_start().strip_prefix(":=").or(rest.trim_start().strip_prefix("=")) {
                    Some(value) => Kind::Assign(name.to_string(), expression(value)),
                    None => Kind::Show(expression(&action)),
                }
            }
            _ => Kind::Show(expression(&action)),
        };
        nodes.push(Node { line, kind });
    }
    (nodes, None)
}

fn conditional(
    word: &str,
    condition: &str,
    line: usize,
    pieces: &mut std::iter::Peekable<std::vec::IntoIter<(usize, Piece)>>,
) -> Kind {
    // `with $x := …` gives a variable too; no chart of Cilium does it.
    let (done, otherwise) = body(pieces);
    let otherwise = match otherwise {
        None => Vec::new(),
        Some(rest) => match rest.split_once(char::is_whitespace) {
            Some((word @ ("if" | "with"), condition)) => {
                vec![Node { line, kind: conditional(word, condition, line, pieces) }]
            }
            _ => body(pieces).0,
        },
    };
    let condition = expression(condition);
    if word == "if" { Kind::If(condition, done, otherwise) } else { Kind::With(condition, done, otherwise) }
}

/// The expression of a pipeline: what is before `|` is the last argument of what is behind.
pub fn expression(text: &str) -> Expr {
    pipeline(&mut tokens(text).into_iter().peekable())
}

type Tokens = std::iter::Peekable<std::vec::IntoIter<String>>;

fn pipeline(tokens: &mut Tokens) -> Expr {
    let mut value = command(tokens);
    while tokens.next_if(|token| token == "|").is_some() {
        value = match command(tokens) {
            Expr::Call(name, mut arguments) => {
                arguments.push(value);
                Expr::Call(name, arguments)
            }
            other => other,
        };
    }
    value
}

fn command(tokens: &mut Tokens) -> Expr {
    let is_call = tokens.peek().is_some_and(|token| token.starts_with(|c: char| c.is_ascii_alphabetic()));
    let name = if is_call { tokens.next() } else { None };
    let mut operands = Vec::new();
    while let Some(token) = tokens.next_if(|token| token != "|" && !token.starts_with(')')) {
        operands.push(operand(&token, tokens));
    }
    match name {
        Some(name) => Expr::Call(name, operands),
        // A method is called with arguments: `.Files.Get "name"`.
        None if operands.len() > 1 => Expr::Call(method(&operands[0]), operands),
        None => operands.pop().unwrap_or(Expr::Nothing),
    }
}

fn method(operand: &Expr) -> String {
    match operand {
        Expr::Field(_, fields) => fields.last().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn operand(token: &str, tokens: &mut Tokens) -> Expr {
    let fields = |text: &str| text.split('.').filter(|field| !field.is_empty()).map(str::to_string).collect();
    match token.chars().next() {
        Some('(') => {
            let inner = pipeline(tokens);
            let close = tokens.next().unwrap_or_default();
            Expr::Field(Base::Inner(Box::new(inner)), fields(close.trim_start_matches(')')))
        }
        Some('"') => Expr::Text(token[1..].to_string()),
        Some('$') => {
            let (name, rest) = token.split_once('.').unwrap_or((token, ""));
            Expr::Field(Base::Variable(name.to_string()), fields(rest))
        }
        Some('.') => Expr::Field(Base::Dot, fields(token)),
        Some(letter) if letter.is_ascii_alphabetic() => Expr::Call(token.to_string(), Vec::new()),
        _ => token.parse().map_or(Expr::Nothing, Expr::Number),
    }
}
