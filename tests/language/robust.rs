//! No input brings the compiler down: it ends in good time, and every label lies in its file.

use meshc::Outcome;
use meshc::rules::RULES;
use meshc::world::Memory;
use std::collections::BTreeSet;

/// Compiles bytes beside other files, and holds the outcome against what is always true.
pub fn total(files: &Memory, bytes: &[u8]) -> Outcome {
    let outcome = meshc::compile(&files.clone().with("mesh.kdl", bytes), "mesh.kdl", &meshc::Options::default());
    sound(&outcome);
    outcome
}

fn sound(outcome: &Outcome) {
    assert_eq!(outcome.tree().is_none(), outcome.diagnostics.has_errors(), "output, or an error that says why not");
    for diagnostic in &outcome.diagnostics.0 {
        assert!(diagnostic.primary().is_some(), "{diagnostic:?} has no place");
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in diagnostic.labels.iter().map(|label| label.span).chain(edits) {
            let source = outcome.sources.get(span.file).unwrap_or_else(|| panic!("{diagnostic:?}: no file"));
            assert!(source.text.get(span.start..span.end).is_some(), "{diagnostic:?} is not in {}", source.name);
        }
    }
    crate::common::rendered(outcome);
}

/// The fenced blocks of a page: info string and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut parts = page.split("\n```").skip(1);
    while let (Some(block), _) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        blocks.push((info.to_string(), format!("{text}\n")));
    }
    blocks
}

/// The texts that are cut and pierced: each page's bad example with its files.
fn examples() -> Vec<(Memory, String)> {
    let example = |row: &meshc::rules::Row| {
        let blocks = blocks(row.rule.page);
        let named = blocks.iter().filter_map(|(info, text)| Some((info.split_once("file=")?.1.trim(), text)));
        let files = named.fold(Memory::default(), |files, (path, text)| files.with(path, text.as_bytes()));
        let bad = blocks.iter().find(|(info, _)| info.starts_with("kdl error") || info.starts_with("kdl warning"))?;
        Some((files, bad.1.clone()))
    };
    let examples: Vec<_> = RULES.iter().filter_map(example).collect();
    assert!(examples.len() > 20, "the pages have examples");
    examples
}

/// Of a long text only every so many bytes are looked at.
fn step(text: &[u8]) -> usize {
    if text.len() < 2_000 { 1 } else { text.len() / 400 + 1 }
}

fn prefixes(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    (0..text.len()).step_by(step(text)).map(|end| text[..end].to_vec())
}

/// The text with one byte less.
fn pierced(text: &[u8], at: usize) -> Vec<u8> {
    [&text[..at], &text[at + 1..]].concat()
}

/// Every prefix, and every text with one byte less.
fn maimed(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    prefixes(text).chain((0..text.len()).step_by(step(text)).map(|at| pierced(text, at)))
}

#[test]
fn every_page_s_example_survives_every_cut() {
    let mut seen = BTreeSet::new();
    for (files, text) in examples() {
        let bytes = text.as_bytes();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            total(&files, &bytes[..start]);
            // Many examples begin alike: a line is cut or pierced in the first of them, at each byte in turn.
            let places = if seen.insert(line.to_string()) { start..start + line.len() } else { start..start };
            for at in places {
                let maimed = if at % 2 == 0 { bytes[..=at].to_vec() } else { pierced(bytes, at) };
                total(&files, &maimed);
            }
            start += line.len();
        }
    }
}

#[test]
fn the_example_and_its_specs_survive_every_cut() {
    let read = |path: &str| std::fs::read(path).unwrap();
    let specs = ["fixtures/article/kops/cluster1.yaml", "fixtures/article/kops/cluster2.yaml"];
    let files = specs.iter().fold(Memory::default(), |files, path| files.with(*path, read(path)));
    let mesh = read("mesh.kdl.example");
    maimed(&mesh).for_each(|bytes| drop(total(&files, &bytes)));
    let spec = read(specs[0]);
    for bytes in maimed(&spec) {
        total(&files.clone().with(specs[0], bytes), &mesh);
    }
}

#[test]
fn every_line_may_end_in_the_manner_of_windows_and_begin_with_a_mark() {
    for (files, text) in examples() {
        let plain = total(&files, text.as_bytes());
        let other = total(&files, format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes());
        let places = |outcome: &Outcome| -> Vec<_> {
            let found = outcome.diagnostics.0.iter().filter_map(|diagnostic| {
                let span = diagnostic.primary()?.span;
                Some((diagnostic.rule.name, outcome.sources.get(span.file)?.position(span.start)))
            });
            found.collect()
        };
        assert_eq!(places(&plain), places(&other), "{text}");
    }
}

#[test]
fn what_follows_a_removed_keyword_at_once_is_reported() {
    // The parser takes the text for a node of its own.
    for text in ["/-a #true\"x\"\n", "/- a #null\"x\" 1\n"] {
        let outcome = total(&Memory::default(), text.as_bytes());
        let found = &outcome.diagnostics.0;
        assert_eq!(crate::common::codes(&outcome), ["syntax-error"], "{text}: {found:?}");
        assert_eq!(found[0].message, "a value runs into the next one", "{text}");
    }
}
