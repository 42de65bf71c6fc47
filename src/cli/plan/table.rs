//! A plan for people: clusters with the same changes together, the gravest first, each change with its reason below it.

use super::{groups, tally, what, who};
use meshc::diagnostic::Severity;
use meshc::impact::{ClusterImpact, Risk};
use meshc::report::{Style, painted};

/// The table, and the tally as its last line.
pub fn table(clusters: &[ClusterImpact], style: &Style) -> String {
    let mut out = String::new();
    for group in groups(clusters) {
        out.push_str(&format!("{}\n", plain(&who(&group, 6))));
        for impact in group.impacts {
            let risk = colored(impact.risk, &format!("{:<11}", impact.risk.name()), style);
            out.push_str(&format!("  {risk}  {}\n", plain(&what(impact))));
            for line in wrapped(&impact.reason, style.width.saturating_sub(MARGIN).max(MARGIN)) {
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

/// What hurts stands out; what does not is plain.
fn colored(risk: Risk, text: &str, style: &Style) -> String {
    match risk {
        Risk::Destructive | Risk::Disruptive => painted(Severity::Error, text, style),
        Risk::Restart => painted(Severity::Warning, text, style),
        Risk::Reload | Risk::None => text.to_string(),
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let used = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if used == 0 => line.push_str(word),
            Some(line) if used + 1 + word.chars().count() <= width => line.extend([" ", word]),
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// Text of the user's without anything that a terminal obeys.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '�' } else { c }).collect()
}
