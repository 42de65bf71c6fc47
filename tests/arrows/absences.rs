//! What must not be in some modules: version numbers, results of passes that cannot fail, the words of
//! deliveries.

use super::house::{Found, House, Module, Part};
use super::tokens::Token;

/// Numbers of Cilium's lines outside `release`, as pairs or as texts.
pub fn versions(house: &House) -> Found {
    let number = |module: &Module, part: &Part| {
        let of = |token: &Token| match token {
            Token::Pair(1, minor) if *minor > 1 => Some(format!("{} {}: (1, {minor})", module.file, part.name)),
            Token::Text(text) if is_release(text) => Some(format!("{} {}: {text:?}", module.file, part.name)),
            _ => None,
        };
        part.tokens.iter().filter_map(of).collect()
    };
    find(house, |room| room != "release", number)
}

/// A release of Cilium, or a line of them: `1.18`, `v1.18.3`.
fn is_release(text: &str) -> bool {
    let parts: Vec<_> = text.strip_prefix('v').unwrap_or(text).split('.').map(str::parse::<u16>).collect();
    parts.first() == Some(&Ok(1)) && [2, 3].contains(&parts.len()) && parts.iter().all(Result::is_ok)
}

/// Functions and aliases of passes that cannot fail which speak of a result.
pub fn results(house: &House) -> Found {
    let speaks = |module: &Module, part: &Part| {
        let is_result = |token: &Token| matches!(token, Token::Path(path) if path.iter().any(|name| name == "Result"));
        part.returned
            .iter()
            .filter(|token| is_result(token))
            .map(|_| format!("{} {}", module.file, part.name))
            .collect()
    };
    find(house, |room| ["resolve", "emit", "delivery"].contains(&room), speaks)
}

/// Files of `resolve` that name a tool of delivery, or what one reads.
pub fn deliveries(house: &House) -> Found {
    let is_named = |token: &Token| match token {
        Token::Text(text) => ["argoproj.io", "fluxcd.io"].iter().any(|domain| text.contains(domain)),
        Token::Path(path) => path.iter().any(|name| ["ArgoCd", "Flux"].contains(&name.as_str())),
        _ => false,
    };
    let names = |module: &Module, part: &Part| match part.tokens.iter().any(is_named) {
        true => vec![module.file.clone()],
        false => Vec::new(),
    };
    find(house, |room| room == "resolve", names)
}

fn find(house: &House, is_held: impl Fn(&str) -> bool, look: impl Fn(&Module, &Part) -> Vec<String>) -> Found {
    let mut found = Found::new();
    for (path, module) in &house.0 {
        if path.first().is_some_and(|room| is_held(room)) {
            for what in module.parts.iter().flat_map(|part| look(module, part)) {
                found.entry(what).or_default().insert(module.file.clone());
            }
        }
    }
    found
}

#[test]
fn nothing_outside_release_knows_a_version_number() {
    assert_eq!(versions(House::of_project()), Found::new());
}

#[test]
fn passes_after_check_cannot_fail() {
    assert_eq!(results(House::of_project()), Found::new());
}

#[test]
fn what_resolve_settles_is_no_tools() {
    assert_eq!(deliveries(House::of_project()), Found::new());
}
