//! A plan for people: clusters with the same changes together, the gravest first, changes with their reason
//! below them. A reason that more groups have is written once, but for that of a destructive change.

use super::rows::{Row, groups, tally};
use meshc::diagnostic::Severity;
use meshc::impact::{ClusterImpact, Risk};
use meshc::report::{Style, clean_line, painted, wrap};
use std::collections::BTreeSet;

/// Whether a change that is wider than the terminal goes on below.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// It is one line, for whoever searches in it.
    Whole,
    /// It does.
    Wrapped,
}

/// The table, and the tally as its last line.
pub fn table(clusters: &[ClusterImpact], style: &Style, lines: Lines) -> String {
    let (mut out, mut known) = (String::new(), BTreeSet::new());
    for group in groups(clusters) {
        out.push_str(&format!("{}\n", clean_line(&group.who(), style.glyphs)));
        for row in group.rows() {
            out.push_str(&changes(&row, style, lines));
            if known.insert((row.risk, row.reason)) || row.risk == Risk::Destructive {
                out.push_str(&reason(&row, style));
            }
        }
        out.push('\n');
    }
    out.push_str(&format!("{}\n", tally(clusters)));
    out
}

/// What changes, a line each, the first behind the risk.
fn changes(row: &Row<'_>, style: &Style, lines: Lines) -> String {
    let mut risk = colored(row.risk, &format!("{:<11}", row.risk.name()), style);
    let mut out = String::new();
    for what in &row.what {
        let what = clean_line(&what.words(str::to_string, str::to_string), style.glyphs);
        let what = match lines {
            Lines::Whole => what,
            Lines::Wrapped => wrap(&what, style.width.saturating_sub(FURTHER).max(FURTHER)),
        };
        for (number, line) in what.lines().enumerate() {
            let before = if number == 0 { format!("  {risk}  ") } else { " ".repeat(FURTHER) };
            out.push_str(&format!("{before}{line}\n"));
        }
        risk = " ".repeat(11);
    }
    out
}

fn reason(row: &Row<'_>, style: &Style) -> String {
    let text = wrap(row.reason, style.width.saturating_sub(MARGIN).max(MARGIN));
    text.lines().map(|line| format!("{:MARGIN$}{line}\n", "")).collect()
}

/// The columns before a reason.
const MARGIN: usize = 15;
/// The columns before what is left of a long change.
const FURTHER: usize = MARGIN + 2;

/// What hurts stands out; what does not is plain.
fn colored(risk: Risk, text: &str, style: &Style) -> String {
    match risk {
        Risk::Destructive | Risk::Disruptive => painted(Severity::Error, text, style),
        Risk::Restart => painted(Severity::Warning, text, style),
        Risk::Reload | Risk::None => text.to_string(),
    }
}
