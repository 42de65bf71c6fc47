//! The README is short, and its first block is the two commands. That the rest of it is true is tested with
//! the book.

use crate::common::pages::blocks;

const README: &str = "README.md";
const TIMES: &str = "docs/reference/speed.md";

#[test]
fn the_readme_is_short_and_begins_with_the_two_commands() {
    let page = std::fs::read_to_string(README).unwrap();
    assert!(page.lines().count() < 120, "{} lines", page.lines().count());
    let (blocks, _) = blocks(&page);
    assert_eq!(blocks[0].info, "console");
    assert_eq!(blocks[0].text, "$ cargo run --release -- build mesh.kdl.example --out deploy\n$ cargo test\n");
}

#[test]
fn the_times_are_there_and_nothing_is_a_placeholder() {
    let page = std::fs::read_to_string(README).unwrap();
    assert!(page.contains(TIMES), "no link to the times");
    let times = std::fs::read_to_string(TIMES).unwrap();
    assert!(times.contains("| clusters | check |"), "no table of times");
    let is_placeholder = |line: &&str| line.len() > 2 && line.chars().all(|c| c.is_ascii_uppercase());
    assert_eq!(page.lines().chain(times.lines()).find(is_placeholder), None);
}

#[test]
fn the_mesh_of_the_readme_is_of_the_newest_release() {
    let charts = std::fs::read_to_string("src/release/dictionary/charts.txt").unwrap();
    let newest = charts.lines().find_map(|line| line.strip_prefix("charts ")).unwrap().split(' ').next_back().unwrap();
    let page = std::fs::read_to_string(README).unwrap();
    assert!(
        page.contains(&format!("cilium \"{newest}\"")) && page.contains(&format!("--version {newest} ")),
        "{newest}"
    );
}
