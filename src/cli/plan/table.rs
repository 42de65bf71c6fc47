//! A plan for people: clusters with the same changes together, the gravest first, each change with its reason
//! below it.

use super::{groups, tally, what, who};
use meshc::diagnostic::Severity;
use meshc::impact::{ClusterImpact, Risk};
use meshc::report::{Style, clean_line, painted, wrap};

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
    let mut out = String::new();
    for group in groups(clusters) {
        out.push_str(&format!("{}\n", clean_line(&who(&group), style.glyphs)));
        for impact in group.impacts {
            let risk = colored(impact.risk, &format!("{:<11}", impact.risk.name()), style);
            let what = clean_line(&what(impact), style.glyphs);
            let what = match lines {
                Lines::Whole => what,
                Lines::Wrapped => wrap(&what, style.width.saturating_sub(FURTHER).max(FURTHER)),
            };
            for (number, line) in what.lines().enumerate() {
                let before = if number == 0 { format!("  {risk}  ") } else { format!("{:FURTHER$}", "") };
                out.push_str(&format!("{before}{line}\n"));
            }
            for line in wrap(&impact.reason, style.width.saturating_sub(MARGIN).max(MARGIN)).lines() {
                out.push_str(&format!("{:MARGIN$}{line}\n", ""));
            }
        }
        out.push('\n');
    }
    out.push_str(&format!("{}\n", tally(clusters)));
    out
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
