//! The README is true: its mesh compiles, its report is the one that is printed, its tree is the one that
//! comes out, and its table holds every rule.

use crate::common::{compile, expect_file, rendered, sync};
use meshc::diagnostic::Severity;
use meshc::rules::RULES;
use std::collections::BTreeMap;

const README: &str = "README.md";
const LIST: &str = "docs/rules.md";

/// The text of the first block with that info string.
fn block<'t>(page: &'t str, info: &str) -> &'t str {
    let (_, rest) = page.split_once(&format!("```{info}\n")).unwrap_or_else(|| panic!("no {info} block"));
    &rest[..rest.find("```").unwrap()]
}

fn with_block(page: &str, info: &str, text: &str) -> String {
    let stands = format!("```{info}\n{}```", block(page, info));
    page.replacen(&stands, &format!("```{info}\n{text}```"), 1)
}

#[test]
fn the_mesh_of_the_readme_is_shown_as_it_is() {
    let page = std::fs::read_to_string(README).unwrap();
    let mesh = block(&page, "kdl").to_string();
    let good = compile(&mesh);
    assert!(good.diagnostics.0.is_empty(), "{}", rendered(&good));
    let slip = compile(&mesh.replace("id=2", "id=1"));
    let page = with_block(&page, "text", &rendered(&slip));
    let page = with_block(&page, "tree", &tree(&good));
    let page = with_block(&page, "plan", &plan(&good, &mesh));
    expect_file(README, &page);
}

#[test]
fn every_rule_is_in_the_list() {
    let page = std::fs::read_to_string(LIST).unwrap();
    let (before, _) = page.split_once("<!-- rules -->\n").unwrap();
    expect_file(LIST, &format!("{before}<!-- rules -->\n{}", rules()));
}

#[test]
fn the_readme_is_short_and_names_the_two_commands() {
    let page = std::fs::read_to_string(README).unwrap();
    assert!(page.lines().count() < 150, "{} lines", page.lines().count());
    assert_eq!(block(&page, "console"), "$ cargo run --release -- build mesh.kdl.example --out deploy\n$ cargo test\n");
}

#[test]
fn the_readme_says_how_long_it_takes_and_has_no_placeholder() {
    let page = std::fs::read_to_string(README).unwrap();
    assert!(page.contains("| clusters |"), "no table of times");
    let is_placeholder = |line: &&str| line.len() > 2 && line.chars().all(|c| c.is_ascii_uppercase());
    assert_eq!(page.lines().find(is_placeholder), None);
}

fn tree(outcome: &meshc::Outcome) -> String {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, _) in outcome.tree().unwrap().files() {
        let (folder, file) = path.rsplit_once('/').unwrap();
        folders.entry(folder).or_default().push(file);
    }
    let line = |(folder, files): (&str, Vec<&str>)| format!("deploy/{folder}/: {}\n", files.join(", "));
    folders.into_iter().map(line).collect()
}

/// What the plan says once the address of one cluster has changed.
fn plan(built: &meshc::Outcome, mesh: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let tree = built.tree().unwrap();
    sync(tree, &dir.path().join("deploy"), meshc::sync::Edited::Keep).unwrap();
    let changed = mesh.replace("192.0.2.10", "192.0.2.11");
    std::fs::write(dir.path().join("mesh.kdl"), changed).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_meshc"));
    let ran = command.arg("plan").current_dir(dir.path()).output().unwrap();
    String::from_utf8(ran.stdout).unwrap()
}

/// A line for each rule: its name, the level that it has by itself, and the defect.
fn rules() -> String {
    let line = |row: &meshc::rules::Row| {
        let level = if row.rule.severity == Severity::Error { "error" } else { "warning" };
        let defect = row.rule.page.split("\n\n").next().unwrap().replace('\n', " ");
        let page = row.rule.name.replace('-', "_");
        format!("- [{}](../src/rules/{page}.md) ({level}): {defect}\n", row.rule.name)
    };
    RULES.iter().map(line).collect()
}
