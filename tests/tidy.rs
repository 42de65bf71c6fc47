//! The house stays tidy: files are short, say what they are, and leave nothing undone.

/// The most lines of a file: above 200, look for the second concept.
const LONGEST: usize = 250;

/// The widest comment.
const COLUMNS: usize = 110;

/// All Rust files of the library and of its tests, with their texts.
fn sources() -> Vec<(String, String)> {
    let entries = ["src", "tests"].into_iter().flat_map(walkdir::WalkDir::new).map(Result::unwrap);
    let paths = entries.map(|entry| entry.path().to_str().unwrap().to_string()).filter(|path| path.ends_with(".rs"));
    paths.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn files_are_short() {
    let lines = |(path, text): (String, String)| (path, text.lines().count());
    let long: Vec<_> = sources().into_iter().map(lines).filter(|(_, count)| *count > LONGEST).collect();
    assert!(long.is_empty(), "over {LONGEST} lines: {long:#?}");
}

#[test]
fn comments_are_narrow() {
    let is_wide = |line: &str| line.trim_start().starts_with("//") && line.chars().count() > COLUMNS;
    let places = |(path, text): &(String, String)| {
        let wide = text.lines().zip(1..).filter(|(line, _)| is_wide(line));
        wide.map(|(_, number)| format!("{path}:{number}")).collect::<Vec<_>>()
    };
    let wide: Vec<String> = sources().iter().flat_map(places).collect();
    assert!(wide.is_empty(), "comments are over {COLUMNS} columns: {wide:#?}");
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
