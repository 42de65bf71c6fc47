//! A plan as Markdown, for a comment on a pull request.

use super::rows::{groups, tally};
use meshc::impact::ClusterImpact;
use meshc::report::{Glyphs, clean_line};

/// A comment: the tally, and a table of what changes where.
pub fn markdown(clusters: &[ClusterImpact]) -> String {
    let mut out = format!("<!-- meshc plan -->\n### meshc plan: {}\n", tally(clusters));
    let groups = groups(clusters);
    if groups.is_empty() {
        out.push_str("\nNothing changes.\n");
        return out;
    }
    out.push_str("\n| clusters | risk | change | why |\n|---|---|---|---|\n");
    for group in &groups {
        for (index, row) in group.rows().iter().enumerate() {
            let who = if index == 0 { cell(&group.who()) } else { String::new() };
            let what = row.what.iter().map(|what| cell(what)).collect::<Vec<_>>().join("<br>");
            out.push_str(&format!("| {who} | {} | {what} | {} |\n", row.risk.name(), cell(row.reason)));
        }
    }
    out
}

/// A text in a cell of a table: nothing in it is markup but code in backticks.
fn cell(text: &str) -> String {
    clean_line(text, Glyphs::Unicode).chars().fold(String::new(), |mut cell, c| {
        match c {
            '|' | '*' | '_' | '[' | ']' | '<' | '>' | '\\' | '#' | '~' | '@' => cell.extend(['\\', c]),
            c => cell.push(c),
        }
        cell
    })
}
