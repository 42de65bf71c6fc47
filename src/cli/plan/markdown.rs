//! A plan as Markdown, for a comment on a pull request.
//!
//! GitHub makes mentions, links and pictures of words after it has read the Markdown, so that no backslash
//! keeps them off (github/markup, issue 1168): what a user wrote is code, behind a fence that it cannot
//! close.

use super::rows::{groups, tally};
use meshc::impact::{ClusterImpact, Fate, Risk};
use meshc::report::{Glyphs, clean_line};
use meshc::words::many;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many bytes a comment may have: GitHub takes 65,536 characters, and what posts it may add some.
const MOST: usize = 59_000;

/// A comment: the tally, and a table of what changes, the gravest first, and in which clusters.
pub fn markdown(clusters: &[ClusterImpact]) -> String {
    let mut out = format!("<!-- meshc plan -->\n### meshc plan: {}\n", tally(clusters));
    let causes = causes(clusters);
    if causes.is_empty() {
        out.push_str("\nNothing changes.\n");
        return out;
    }
    out.push_str("\n| clusters | risk | change | why |\n|---|---|---|---|\n");
    let mut left_out = 0;
    for ((risk, what, reason, fate), names) in &causes {
        let (who, why) = (who(names, fate), prose(reason));
        let row = format!("| {who} | {} | {what} | {why} |\n", risk.0.name());
        if left_out > 0 || out.len() + row.len() > MOST {
            left_out += 1;
        } else {
            out.push_str(&row);
        }
    }
    if left_out > 0 {
        let (more, do_not) = if left_out == 1 { ("change", "does not") } else { ("changes", "do not") };
        out.push_str(&format!("\n{left_out} more {more} {do_not} fit here: `meshc plan` shows all.\n"));
    }
    out
}

/// Clusters by what changes in them, for what reason, and by what becomes of them.
type Causes<'c> = BTreeMap<(Reverse<Risk>, String, &'c str, &'c Fate), Vec<&'c str>>;

fn causes(clusters: &[ClusterImpact]) -> Causes<'_> {
    let mut causes = Causes::new();
    for group in groups(clusters) {
        for row in group.rows() {
            let what: Vec<String> = row.what.iter().map(|what| what.words(prose, code)).collect();
            let cause = (Reverse(row.risk), what.join("<br>"), row.reason, group.fate);
            causes.entry(cause).or_default().extend(&group.names);
        }
    }
    causes
}

fn who(names: &[&str], fate: &Fate) -> String {
    let named = many(&names.iter().map(|name| code(name)).collect::<Vec<_>>());
    match fate {
        Fate::Stays => named,
        Fate::Added => format!("{named} (new)"),
        Fate::Removed => format!("{named} (removed)"),
        Fate::Renamed(from) => format!("{named} (was {})", code(from)),
    }
}

/// A text of the user's as code.
fn code(text: &str) -> String {
    // Between the cells of a table a bar ends even code.
    let text = clean_line(text, Glyphs::Unicode).replace('|', "\u{2502}");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.trim().is_empty() { "`\"\"`".to_string() } else { format!("{fence}{blank}{text}{blank}{fence}") }
}

/// A sentence of ours, in which names of the user's are in backticks: as it is, unless one of them might have
/// closed these.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_plain = |part: &str| {
        let is_known = |c: char| c.is_alphanumeric() || " ,.;:()→/-'\"=%+".contains(c);
        let mut after = part.split(':').skip(1);
        part.chars().all(is_known)
            && !part.contains("www.")
            && after.all(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let is_code = |part: &str| !part.trim().is_empty() && !part.contains('|') && !part.chars().any(char::is_control);
    let is_ours = |(index, part): (usize, &&str)| if index % 2 == 0 { is_plain(part) } else { is_code(part) };
    let is_balanced = parts.len() % 2 == 1;
    if is_balanced && parts.iter().enumerate().all(is_ours) { text.to_string() } else { code(text) }
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn what_a_user_wrote_stays_in_its_fence() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("a|b\n@c"), "`a\u{2502}b␊@c`");
        assert_eq!(prose("peer `oslo`: gone"), "peer `oslo`: gone");
        for text in ["peer `x` @octocat `y`", "peer `x` www.evil `y`", "`x` :tada: `y`", "`x", "#12", "`x` ://y `z`"] {
            assert!(prose(text).starts_with("``") || prose(text).starts_with('`'), "{text}");
            assert!(prose(text).contains(text), "{text}");
        }
    }
}
