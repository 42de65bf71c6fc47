//! Files to their canonical layout, each held against what it was before anybody may write it.

use super::layout::layout;
use super::lexer::{Kind, tokens};
use super::{Files, load, nesting, syntax};
use crate::diagnostic::Diagnostics;
use crate::rules::{nesting_too_deep, not_utf8, syntax_error};
use crate::source::{FileId, Sources};
use crate::world::{Depth, World, WorldError};
use std::collections::{BTreeMap, BTreeSet};

/// Which files are meant by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// That file alone.
    Alone,
    /// That file and what it includes.
    Includes,
}

/// What became of the files.
#[derive(Debug, Default)]
pub struct Formatted {
    /// The files that could be read, in order.
    pub files: Vec<Laid>,
    /// Those that could not, and why; nothing where it is a folder.
    pub unreadable: Vec<(String, Option<WorldError>)>,
    /// Why some are no KDL.
    pub diagnostics: Diagnostics,
    /// The text of all.
    pub sources: Sources,
}

/// One file.
#[derive(Debug)]
pub struct Laid {
    /// Its path, as it was given.
    pub name: String,
    /// Its text as it stands.
    pub text: String,
    /// What is to be done with it.
    pub verdict: Verdict,
}

/// What is to be done with a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it has the canonical layout.
    Canonical,
    /// This text has it.
    Differs(String),
    /// It is no KDL; a diagnostic says why.
    Broken,
    /// The new text would not say what the old one does: an error of meshc, and the file stays as it is.
    Refused,
}

/// Lays out files; a file that is named twice is taken once. A file that is no KDL has its diagnostics; what else is
/// wrong with a mesh is not looked at.
pub fn format(world: &dyn World, paths: &[String], reach: Reach) -> Formatted {
    let mut files =
        Files { world, sources: Sources::default(), found: Diagnostics::default(), manifests: BTreeMap::new() };
    let mut taken: Vec<String> = Vec::new();
    let mut formatted = Formatted::default();
    for path in paths {
        let identity = world.identity(path);
        if taken.contains(&identity) {
            continue;
        }
        taken.push(identity);
        let result = match reach {
            Reach::Alone => world.read(path).map(|bytes| drop(load::document(&mut files, path, bytes))),
            Reach::Includes => load::load(&mut files, path).map(drop),
        };
        if let Err(error) = result {
            let is_folder = world.list(path, Depth::Files).is_ok();
            formatted.unreadable.push((path.clone(), (!is_folder).then_some(error)));
        }
    }
    let about_text = [nesting_too_deep::RULE.name, not_utf8::RULE.name, syntax_error::RULE.name];
    files.found.0.retain(|diagnostic| about_text.contains(&diagnostic.rule.name));
    files.found.sort();
    let labels = files.found.0.iter().filter_map(|diagnostic| diagnostic.primary());
    let broken: BTreeSet<FileId> = labels.map(|label| label.span.file).collect();
    for file in files.sources.names().filter_map(|name| files.sources.find(name)) {
        let Some(source) = files.sources.get(file) else { continue };
        let verdict = if broken.contains(&file) { Verdict::Broken } else { verdict(&source.text) };
        formatted.files.push(Laid { name: source.name.clone(), text: source.text.clone(), verdict });
    }
    Formatted { diagnostics: files.found, sources: files.sources, ..formatted }
}

/// What is to be done with a text that is KDL.
fn verdict(text: &str) -> Verdict {
    let laid = layout(text);
    if laid == text {
        Verdict::Canonical
    } else if says_the_same(text, &laid) {
        Verdict::Differs(laid)
    } else {
        Verdict::Refused
    }
}

/// Whether a text may replace another: the parser and the comments are asked.
fn says_the_same(one: &str, other: &str) -> bool {
    let stack = nesting::stack_for(one).max(nesting::stack_for(other));
    comments(one).eq(comments(other)) && stack.is_ok_and(|stack| syntax::means_the_same(one, other, stack))
}

/// The comments of a text, in order, however their lines end.
fn comments(text: &str) -> impl Iterator<Item = String> {
    let comments = tokens(text).filter(|token| matches!(token.kind, Kind::Comment | Kind::Dash));
    let written = comments.map(|token| text.get(token.start..token.end).unwrap_or("").trim_end());
    written.map(|comment| comment.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_says_something_else_is_refused() {
        assert!(says_the_same("a  1 // b\r\n", "a 1 \\\n// b"));
        for other in ["a 1", "a 1 // c", "a 2 // b", "a 1 // b\n// b", "a 1 /-1 // b", "a 1; c // b", "a { // b"] {
            assert!(!says_the_same("a 1 // b", other), "{other}");
        }
    }
}
