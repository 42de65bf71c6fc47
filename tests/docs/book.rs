//! The book and the README are true: what their blocks do is what they show, each page is in the list, and
//! each link leads somewhere.

use super::blocks::{folder, followed};
use crate::common::expect_file;
use std::collections::BTreeSet;

const LIST: &str = "docs/SUMMARY.md";

/// The pages of the book, without the list of them.
pub fn pages() -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new("docs").into_iter().map(Result::unwrap);
    let paths = entries.map(|entry| entry.path().to_str().unwrap().to_string());
    paths.filter(|path| path.ends_with(".md") && path != LIST).collect()
}

#[cfg(unix)]
#[test]
fn what_a_page_shows_is_what_happens() {
    for path in pages().iter().map(String::as_str).chain(["README.md"]) {
        let page = std::fs::read_to_string(path).unwrap();
        let dir = folder(&page);
        expect_file(path, &followed(path, &page, dir.path()));
    }
}

#[test]
fn every_page_is_in_the_list_under_its_own_title() {
    let list = std::fs::read_to_string(LIST).unwrap();
    let mut listed = BTreeSet::new();
    for line in list.lines().filter(|line| line.contains("](")) {
        let (title, path) = line.trim_start_matches("- ").split_once("](").unwrap();
        let path = format!("docs/{}", path.trim_end_matches(')'));
        let page = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{LIST}: there is no {path}"));
        let heading = page.lines().find_map(|line| line.strip_prefix("# ")).unwrap();
        assert_eq!(title.trim_start_matches('['), heading, "{path}");
        listed.insert(path);
    }
    assert_eq!(listed, pages());
}

#[test]
fn every_page_begins_with_its_title_and_has_no_second_one() {
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        assert!(page.starts_with("# "), "{path}");
        let (_, prose) = crate::common::pages::blocks(&page);
        assert_eq!(prose.lines().filter(|line| line.starts_with("# ")).count(), 1, "{path}");
    }
}
