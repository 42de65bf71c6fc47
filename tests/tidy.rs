//! The house stays tidy: files are short, say what they are, and leave nothing undone.

use crate::arrows::exceptions::{Found, hold};
use std::collections::BTreeSet;

/// The most lines of a file: above 200, look for the second concept.
const LONGEST: usize = 250;

/// Files that are longer, and must not stay so.
const LONG: &[&str] = &["tests/cli.rs", "tests/delivery.rs", "tests/sync.rs", "tests/verify.rs"];

/// The widest comment.
const COLUMNS: usize = 110;

/// How many lines of comments are wider. The number only ever falls.
const WIDE: usize = 40;

/// All Rust files of the library and of its tests, with their texts.
fn sources() -> Vec<(String, String)> {
    let entries = ["src", "tests"].into_iter().flat_map(walkdir::WalkDir::new).map(Result::unwrap);
    let paths = entries.map(|entry| entry.path().to_str().unwrap().to_string()).filter(|path| path.ends_with(".rs"));
    paths.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().filter(|(_, text)| text.lines().count() > LONGEST);
    let found: Found = long.map(|(path, text)| (path, BTreeSet::from([text.lines().count().to_string()]))).collect();
    hold(&found, LONG, "LONG");
}

#[test]
fn comments_are_narrow() {
    let is_wide = |line: &&str| line.trim_start().starts_with("//") && line.chars().count() > COLUMNS;
    let wide = |(path, text): &(String, String)| (path.clone(), text.lines().filter(is_wide).count());
    let wide: Vec<(String, usize)> = sources().iter().map(wide).filter(|(_, count)| *count > 0).collect();
    let count: usize = wide.iter().map(|(_, count)| count).sum();
    assert!(count <= WIDE, "{count} lines of comments are over {COLUMNS} columns: {wide:#?}");
}

#[test]
fn every_module_opens_with_what_it_does() {
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("/tests.rs")) {
        let opens = text.starts_with("//!") || text.starts_with("#![doc = include_str!");
        assert!(opens, "{path} does not say what it is");
    }
}

#[test]
fn nothing_is_left_undone() {
    let marks = ["todo!", "unimplemented!", "dbg!", &format!("FIX{}", "ME"), &format!("TO{}", "DO")];
    for (path, text) in sources().into_iter().filter(|(path, _)| path != "tests/tidy.rs") {
        for mark in marks {
            assert!(!text.contains(mark), "{path} has {mark}");
        }
    }
}
