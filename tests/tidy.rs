//! The house stays as it is described: who may use whom, who may touch the disk, who prints, how long a file is.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each module may use of ours, besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("address", &[]),
    ("diagnostic", &["source"]),
    ("check", &["diagnostic", "facts", "model", "plan", "rules", "source", "yaml"]),
    ("emit", &["manifest", "plan", "tree", "yaml"]),
    ("fmt", &["diagnostic", "kdl", "source"]),
    ("facts", &["address", "diagnostic", "manifest", "model", "release", "source", "yaml"]),
    ("impact", &["diagnostic", "model", "plan", "release", "settings", "tree", "world", "yaml"]),
    ("kdl", &["source"]),
    ("manifest", &["source", "yaml"]),
    ("model", &["address", "manifest", "release", "source", "yaml"]),
    (
        "parse",
        &["address", "diagnostic", "kdl", "manifest", "model", "release", "rules", "source", "words", "world", "yaml"],
    ),
    ("plan", &["manifest", "yaml"]),
    ("release", &[]),
    ("report", &["diagnostic", "source"]),
    ("resolve", &["address", "manifest", "model", "plan", "release", "settings", "yaml"]),
    (
        "rules",
        &["address", "diagnostic", "facts", "manifest", "model", "plan", "release", "settings", "source", "yaml"],
    ),
    ("settings", &["address", "model", "plan", "release", "source", "yaml"]),
    ("source", &[]),
    ("sync", &["tree"]),
    ("tree", &[]),
    ("verify", &["address", "diagnostic", "model", "source", "yaml"]),
    ("words", &[]),
    ("world", &[]),
    ("yaml", &[]),
];

/// All Rust files below a folder, with their texts.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths =
        entries.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "rs"));
    paths.map(|path| (path.clone(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The module of a file: the first part of its path below `src`.
fn module(path: &Path) -> String {
    let first = path.strip_prefix("src").unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_string()
}

/// The code of a file: without comments, and without the tests at its end.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..end].lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of ours that a code names behind `crate::`, in braces too.
fn used(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(list[..list.find('}').unwrap()].split(',').map(|name| word(name.trim()))),
            None => names.push(word(rest)),
        }
    }
    names
}

#[test]
fn arrows_point_one_way() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut seen = Vec::new();
    for (path, text) in sources("src") {
        let module = module(&path);
        if ["lib", "main", "cli"].contains(&module.as_str()) {
            continue;
        }
        let allowed = arrows.get(module.as_str()).unwrap_or_else(|| panic!("{module} has no line in ARROWS"));
        for name in used(&code(&text)) {
            assert!(name == module || allowed.contains(&name.as_str()), "{} may not use {name}", path.display());
        }
        seen.push(module);
    }
    for (module, _) in ARROWS {
        assert!(seen.iter().any(|seen| seen == module), "{module} is in ARROWS and not in src");
    }
}

#[test]
fn only_world_reads_and_only_sync_writes() {
    for (path, text) in sources("src") {
        let is_door = ["world", "sync"].contains(&module(&path).as_str());
        let touches = ["std::fs", "WalkDir", "std::io::stdin", "fs::"].iter().any(|word| code(&text).contains(word));
        assert!(is_door || !touches, "{} touches the disk", path.display());
    }
}

#[test]
fn only_the_command_prints_and_only_it_knows_the_environment() {
    for (path, text) in sources("src").into_iter().filter(|(path, _)| module(path) != "cli") {
        for word in
            ["println!", "print!(", "std::env", "stdout()", "stderr()", "Instant", "SystemTime", "HashMap", "HashSet"]
        {
            assert!(!code(&text).contains(word), "{} has {word}", path.display());
        }
    }
}

#[test]
fn only_yaml_knows_serde_yaml_and_only_kdl_knows_its_crate() {
    for (path, text) in sources("src") {
        let (module, code) = (module(&path), code(&text));
        assert!(module == "yaml" || !code.contains("serde_yaml"), "{} uses serde_yaml", path.display());
        let knows = code.replace("crate::kdl::", "").contains("::kdl::") || code.contains("use kdl::");
        assert!(module == "kdl" || !knows, "{} uses the crate kdl", path.display());
    }
}

#[test]
fn passes_after_check_cannot_fail() {
    for (path, text) in
        sources("src").into_iter().filter(|(path, _)| ["resolve", "emit"].contains(&module(path).as_str()))
    {
        assert!(!code(&text).contains("-> Result"), "{} returns a result", path.display());
    }
}

#[test]
fn rules_compare_no_versions() {
    for (path, text) in sources("src/rules") {
        for word in [".major", ".minor", ".patch", "Version::new"] {
            let code = code(&text).replace(".patches", "").replace("change.patch", "");
            assert!(!code.contains(word), "{} compares versions ({word}): ask the Release row", path.display());
        }
    }
}

#[test]
fn every_module_opens_with_what_it_does() {
    let is_code = |(path, _): &(PathBuf, String)| path.file_name().is_some_and(|name| name != "tests.rs");
    for (path, text) in sources("src").into_iter().filter(is_code) {
        let opens = text.starts_with("//!") || text.starts_with("#![doc = include_str!");
        assert!(opens, "{} does not say what it is", path.display());
    }
}

#[test]
fn files_stay_short() {
    let is_test =
        |path: &Path| path.components().any(|part| ["tests", "tests.rs"].iter().any(|name| part.as_os_str() == *name));
    for (path, text) in sources("src").into_iter().filter(|(path, _)| !is_test(path)) {
        let is_table = path.starts_with("src/parse/grammar") || path == Path::new("src/rules/mod.rs");
        let lines = code(&text).lines().count();
        assert!(is_table || lines <= 200, "{} has {lines} lines of code: is there a second concept?", path.display());
    }
}

#[test]
fn nothing_is_left_undone() {
    let marks = ["todo!", "unimplemented!", "dbg!", &format!("FIX{}", "ME"), &format!("TO{}", "DO")];
    for (path, text) in
        sources("src").into_iter().chain(sources("tests")).filter(|(path, _)| path != Path::new("tests/tidy.rs"))
    {
        for mark in marks {
            assert!(!text.contains(mark), "{} has {mark}", path.display());
        }
    }
}
