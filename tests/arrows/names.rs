//! What a path means: `crate`, `self`, `super`, names that imports bring, and modules beside the one that
//! says it.

use super::house::{House, Path, below};
use super::tokens::Token;

/// Imports that import imports: more than any real path needs.
const LONGEST_CHAIN: usize = 16;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// Something of the project: its path below the crate.
    Ours(Path),
    /// Something of another crate.
    Theirs(Path),
}

impl House {
    /// What the paths in some tokens of a module mean; names of its own items, fields and variables are left
    /// out.
    pub fn targets(&self, module: &Path, tokens: &[Token]) -> Vec<Target> {
        let paths = tokens.iter().filter_map(|token| match token {
            Token::Path(path) => self.target(module, path, LONGEST_CHAIN),
            _ => None,
        });
        paths.collect()
    }

    /// The module that defines what a path below the crate names, whoever hands it on.
    pub fn home(&self, path: &Path) -> Path {
        self.home_within(path, LONGEST_CHAIN)
    }

    fn target(&self, module: &Path, path: &[String], fuel: usize) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let ours = |base: &[String]| Some(Target::Ours([base, rest].concat()));
        match first.as_str() {
            "" => Some(Target::Theirs(rest.to_vec())),
            "crate" | "meshc" if !rest.is_empty() => ours(&[]),
            "self" if rest.first().is_some_and(|next| next == "super") => self.target(module, rest, fuel),
            "self" if !rest.is_empty() => ours(module),
            "super" if !rest.is_empty() => {
                self.target(&module[..module.len().checked_sub(1)?].to_vec(), &relative(rest), fuel)
            }
            _ if self.0.contains_key(&below(module, first)) => ours(&below(module, first)),
            _ => match self.0.get(module)?.imports.get(first) {
                Some(import) if fuel > 0 && import != path => self.target(module, &[import, rest].concat(), fuel - 1),
                _ if !rest.is_empty() => Some(Target::Theirs(path.to_vec())),
                _ => None,
            },
        }
    }

    fn home_within(&self, path: &Path, fuel: usize) -> Path {
        let lengths = (0..=path.len()).rev();
        let module = lengths.map(|length| path[..length].to_vec()).find(|head| self.0.contains_key(head));
        let Some(module) = module else { return Path::new() };
        let Some((name, rest)) = path[module.len()..].split_first() else { return module };
        match self.0[&module].imports.get(name).and_then(|import| self.target(&module, import, LONGEST_CHAIN)) {
            Some(Target::Ours(next)) if fuel > 0 => self.home_within(&[next, rest.to_vec()].concat(), fuel - 1),
            _ => module,
        }
    }
}

/// What is behind a `super`, as the module above reads it.
fn relative(rest: &[String]) -> Path {
    match rest.first().map(String::as_str) {
        Some("super") => rest.to_vec(),
        _ => [&["self".to_string()], rest].concat(),
    }
}
