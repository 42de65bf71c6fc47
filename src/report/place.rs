//! Turns what findings point at into what programs look findings up by: paths, lines and columns, and
//! fingerprints that stay when lines move.

use crate::diagnostic::{Diagnostic, Label};
use crate::source::{Source, Sources, Span};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What standard input is called: an annotation needs a file, and this is what mesh files are called.
const STANDARD_INPUT: &str = "mesh.kdl";

/// A place in a file. Lines and columns count from 1, columns in characters; the end is the character after
/// the last.
pub(super) struct Place {
    /// The path of the file, as [`path`] has it.
    pub path: String,
    /// The line and the column of the first character.
    pub start: (usize, usize),
    /// The line and the column of the one after the last.
    pub end: (usize, usize),
}

/// Where a span is.
pub(super) fn place(span: Span, sources: &Sources) -> Place {
    let source = sources.get(span.file);
    let position = |offset| source.map_or((1, 1), |source: &Source| source.position(offset));
    let start = position(span.start);
    Place { path: path(&sources.in_repository(name(source))), start, end: position(span.end).max(start) }
}

/// Where a finding is; the start of the mesh file when it is nowhere.
pub(super) fn primary(diagnostic: &Diagnostic, sources: &Sources) -> Place {
    place(diagnostic.primary().map(|label| label.span).unwrap_or_default(), sources)
}

/// The labels beside the primary one that have a text.
pub(super) fn secondary(diagnostic: &Diagnostic) -> impl Iterator<Item = &Label> {
    diagnostic.labels.iter().filter(|label| !label.primary && !label.text.is_empty())
}

fn name(source: Option<&Source>) -> &str {
    source.map_or(STANDARD_INPUT, |source| source.name.as_str())
}

/// A file's name as repositories write it: `/` between folders, neither `./` nor a way back where one can be
/// spared.
fn path(name: &str) -> String {
    let name: String = name.chars().map(|c| if std::path::is_separator(c) { '/' } else { c }).collect();
    let root = if name.starts_with('/') { "/" } else { "" };
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let is_back = part == "..";
        if is_back && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else if !is_back || root.is_empty() {
            parts.push(part);
        }
    }
    match format!("{root}{}", parts.join("/")).as_str() {
        "" | "-" => STANDARD_INPUT.to_string(),
        path => path.to_string(),
    }
}

/// One fingerprint for each finding, of its rule, its file and its message: no two are the same.
pub(super) fn fingerprints<'d>(found: impl Iterator<Item = &'d Diagnostic>, sources: &Sources) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let fingerprint = |diagnostic: &Diagnostic| {
        let file = diagnostic.primary().and_then(|label| sources.get(label.span.file));
        let subject = format!("{}\0{}\0{}", diagnostic.rule.name, path(name(file)), diagnostic.message);
        let count = seen.entry(subject.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{subject}\0{count}"));
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    };
    found.map(fingerprint).collect()
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn paths_are_those_of_the_repository() {
        for (name, wanted) in [
            ("mesh.kdl", "mesh.kdl"),
            ("./mesh.kdl", "mesh.kdl"),
            ("././/a/./mesh.kdl", "a/mesh.kdl"),
            ("mesh.d/../shared/x.kdl", "shared/x.kdl"),
            ("../mesh.kdl", "../mesh.kdl"),
            ("../../a/../mesh.kdl", "../../mesh.kdl"),
            ("/srv/../../mesh.kdl", "/mesh.kdl"),
            ("-", "mesh.kdl"),
            ("./", "mesh.kdl"),
            ("a b/ü:1.kdl", "a b/ü:1.kdl"),
        ] {
            assert_eq!(path(name), wanted, "{name}");
        }
    }
}
