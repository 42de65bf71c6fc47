#![doc = include_str!("key_material_in_output.md")]

use crate::diagnostic::{Diagnostic, Rule, Severity, Silence};
use crate::manifest::key_material::{Kind, in_text};
use crate::source::{Sources, Span};
use crate::tree::Tree;
use crate::words::{few, shown};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "key-material-in-output",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("key_material_in_output.md"),
};

/// Looks for key material in the finished output, where the rules that know the places of the user's have
/// let it through. A finding is at the place that it comes from, or at that of the mesh.
pub fn check(tree: &Tree, mesh: Span, sources: &Sources) -> Vec<Diagnostic> {
    let mut places: BTreeMap<(Kind, &str), Vec<String>> = BTreeMap::new();
    for (path, text) in tree.files() {
        if let Some((kind, word)) = in_text(text) {
            let material = text.get(word.clone()).unwrap_or_default();
            places.entry((kind, material)).or_default().push(place(path, text.get(..word.start).unwrap_or_default()));
        }
    }
    let finding = |((kind, word), places): (&(Kind, &str), &Vec<String>)| {
        let (span, label) = match written(sources, word) {
            Some(span) => (span, format!("holds {}", kind.noun())),
            None => (mesh, "this mesh".to_string()),
        };
        let message = format!("{} would contain {}", few(places), kind.noun());
        let help = "remove it, and give each cluster a Secret that holds it";
        RULE.at(span, label, message).help(help).conceals(std::iter::once((*word).to_string()))
    };
    places.iter().map(finding).collect()
}

/// A file of the output, with the object in it at the end of a text.
fn place(path: &str, before: &str) -> String {
    let document = before.rsplit("\n---").next().unwrap_or_default();
    let field = |name: &str| document.lines().find_map(|line| line.trim_start().strip_prefix(name)).map(str::trim);
    match field("kind:").zip(field("name:")) {
        Some((kind, name)) => format!("{} ({kind} {})", shown(path), shown(name)),
        None => shown(path),
    }
}

/// Where a word is written that no report may show.
fn written(sources: &Sources, word: &str) -> Option<Span> {
    sources.files().find_map(|file| {
        let start = sources.get(file)?.text.find(word)?;
        Some(Span { file, start, end: start + word.len() })
    })
}
