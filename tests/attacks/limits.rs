//! The documentation of the limits is the table.

use crate::common::expect_file;
use meshc::limits::{LIMITS, Limit};

const PAGE: &str = "docs/reference/limits.md";
const MARKS: [&str; 2] = ["<!-- limits -->\n", "<!-- /limits -->\n"];

#[test]
fn the_page_has_every_limit() {
    let row = |limit: &&Limit| format!("| {} {} | {} |\n", limit.shown(), limit.what, limit.real);
    let rows: String = LIMITS.iter().map(row).collect();
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let table = format!("| at most | what large meshes have |\n|---|---|\n{rows}");
    expect_file(PAGE, &format!("{before}{}\n{table}\n{}{after}", MARKS[0], MARKS[1]));
}
