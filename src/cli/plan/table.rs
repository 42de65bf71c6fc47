//! A plan for people: clusters with the same changes together, the gravest first, each change with its reason below it.

use super::{groups, tally, what, who};
use meshc::impact::ClusterImpact;

/// The table, and the tally as its last line.
pub fn table(clusters: &[ClusterImpact]) -> String {
    let mut out = String::new();
    for group in groups(clusters) {
        out.push_str(&format!("{}\n", plain(&who(&group, 6))));
        for impact in group.impacts {
            out.push_str(&format!("  {:<11}  {}\n", impact.risk.name(), plain(&what(impact))));
            for line in wrapped(&impact.reason) {
                out.push_str(&format!("{:15}{line}\n", ""));
            }
        }
        out.push('\n');
    }
    out.push_str(&format!("{}\n", tally(clusters)));
    out
}

/// The columns that a reason takes: those of a terminal of 80 beside its margin.
const WIDTH: usize = 64;

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let used = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if used == 0 => line.push_str(word),
            Some(line) if used + 1 + word.chars().count() <= WIDTH => line.extend([" ", word]),
            _ => lines.push(word.to_string()),
        }
    }
    lines
}

/// Text of the user's without anything that a terminal obeys.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '�' } else { c }).collect()
}
