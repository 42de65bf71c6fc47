//! What tests of import share.

use crate::common::rendered;
use meshc::Outcome;
use meshc::import::{self, Choices, Draft, Keep};
use meshc::world::Memory;

/// A world of these files.
pub fn world(files: &[(&str, &str)]) -> Memory {
    files.iter().fold(Memory::default(), |world, (path, text)| world.with(*path, *text))
}

/// The draft of paths in a world, with all values inline, in its layout.
pub fn draft(files: &[(&str, &str)], paths: &[&str]) -> Draft {
    draft_with(files, paths, &inline())
}

/// Values inline, and the newest release where no file has one.
pub fn inline() -> Choices {
    Choices { release: Some("1.18.3".parse().unwrap()), keep: Keep::Nothing, ..Choices::default() }
}

/// The same as it is asked for.
pub fn draft_with(files: &[(&str, &str)], paths: &[&str], choices: &Choices) -> Draft {
    let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
    let facts = import::read(&world(files), &paths).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let mut draft = import::draft(&facts, choices);
    draft.text = meshc::fmt::layout(&draft.text);
    assert_eq!(meshc::fmt::layout(&draft.text), draft.text, "the layout of a layout is another");
    draft
}

/// What the text of a draft compiles to.
pub fn compiled(draft: &Draft) -> Outcome {
    meshc::compile(&Memory::default().with("mesh.kdl", draft.text.as_str()), "mesh.kdl", &meshc::Options::default())
}

/// The text of a draft that compiles without a finding.
pub fn clean(draft: &Draft) -> &str {
    let outcome = compiled(draft);
    assert!(outcome.diagnostics.0.is_empty(), "{}\n{}", draft.text, rendered(&outcome));
    &draft.text
}
