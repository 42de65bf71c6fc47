//! Tokens of Rust as the arrows need them: paths, however they are imported, macros, texts, and pairs of
//! numbers.
//!
//! Paths are read from tokens and not from the syntax tree, so that those in the arguments of macros count
//! like any other.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A token, or several that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A path of one segment or of many; `::` in front is an empty first segment.
    Path(Vec<String>),
    /// The name of a macro that is called.
    Macro(String),
    /// A string.
    Text(String),
    /// A pair of numbers that are no arguments: `line >= (1, 18)`.
    Pair(u16, u16),
}

/// The tokens of an item, without its attributes.
pub fn plain(tokens: TokenStream) -> Vec<Token> {
    let mut out = Vec::new();
    walk(&trees(tokens), &mut out);
    out
}

fn trees(tokens: TokenStream) -> Vec<TokenTree> {
    tokens.into_iter().collect()
}

fn walk(tokens: &[TokenTree], out: &mut Vec<Token>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (before, rest) = tokens.split_at(at);
        at += match token {
            TokenTree::Punct(_) if is_punct(rest, "#") => 1 + attribute(&rest[1..]),
            TokenTree::Punct(_) if is_punct(rest, "::") => 2 + path(&rest[2..], vec![String::new()], out),
            TokenTree::Ident(_) if !is_field(before) => path(rest, Vec::new(), out),
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                out.extend(text.ok().map(|text| Token::Text(text.value())));
                1
            }
            TokenTree::Group(group) => {
                let is_called = matches!(before.last(), Some(TokenTree::Ident(_)));
                out.extend(pair(group).filter(|_| !is_called));
                walk(&trees(group.stream()), out);
                1
            }
            _ => 1,
        };
    }
}

/// Reads a path with all that is in its braces, and the `!` of a macro, and gives how many tokens it takes.
fn path(tokens: &[TokenTree], mut path: Vec<String>, out: &mut Vec<Token>) -> usize {
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => path.push("*".to_string()),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && at > 0 => {
                out.extend(branches(&path, group).into_iter().map(|leaf| Token::Path(leaf.path)));
                return at + 1;
            }
            // `Vec::<u8>::new()`, `.collect::<Vec<_>>()`
            _ => break,
        }
        at += 1;
        match tokens.get(at..) {
            Some(rest) if is_punct(rest, "::") => at += 2,
            _ => break,
        }
    }
    if at == 0 {
        return 0;
    }
    if is_punct(&tokens[at..], "!") && !is_punct(&tokens[at..], "!=") {
        out.extend(path.last().cloned().map(Token::Macro));
    }
    out.push(Token::Path(path));
    at
}

/// What one branch of a `use` brings.
pub struct Leaf {
    /// The path as it is written.
    pub path: Vec<String>,
    /// The name that it gets here.
    pub name: String,
}

/// The branches of a `use`: behind `use`, or in braces behind a path.
pub fn leaves(before: &[String], tokens: TokenStream) -> Vec<Leaf> {
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(comma) if comma.as_char() == ',');
    let branch = |tokens: &[TokenTree]| {
        let (mut path, mut name) = (before.to_vec(), None);
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => return branches(&path, group),
                TokenTree::Ident(word) if word == "as" => {
                    name = tokens.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(star) if star.as_char() == '*' => path.push("*".to_string()),
                TokenTree::Punct(_) if at == 0 => path.push(String::new()),
                _ => {}
            }
        }
        let name = name.or_else(|| path.last().cloned());
        name.map(|name| Leaf { path, name }).into_iter().collect()
    };
    trees(tokens).split(is_comma).filter(|tokens| !tokens.is_empty()).flat_map(branch).collect()
}

fn branches(before: &[String], group: &Group) -> Vec<Leaf> {
    leaves(before, group.stream())
}

/// How many tokens of an attribute are behind its `#`.
fn attribute(tokens: &[TokenTree]) -> usize {
    let bang = usize::from(is_punct(tokens, "!"));
    match tokens.get(bang) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => bang + 1,
        _ => 0,
    }
}

/// Whether what follows these tokens is a field or a method: behind one dot, for two are a range.
fn is_field(before: &[TokenTree]) -> bool {
    let is_dot = |back: usize| before.len().checked_sub(back).is_some_and(|at| is_punct(&before[at..], "."));
    is_dot(1) && !is_dot(2)
}

fn is_punct(tokens: &[TokenTree], text: &str) -> bool {
    let is =
        |(token, wanted): (&TokenTree, char)| matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted);
    tokens.len() >= text.len() && tokens.iter().zip(text.chars()).all(is)
}

fn pair(group: &Group) -> Option<Token> {
    let tokens = trees(group.stream());
    let number = |at: usize| tokens.get(at)?.to_string().parse().ok();
    (group.delimiter() == Delimiter::Parenthesis && tokens.len() <= 5).then_some(())?;
    Some(Token::Pair(number(0)?, number(2)?))
}
