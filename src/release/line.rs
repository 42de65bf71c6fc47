//! Release lines in their order. What is compared are rows: the numbers of a line are nobody's business
//! outside `release`.

use super::{RELEASES, Release};
use std::cmp::Ordering;

impl Release {
    /// The line one minor release before this one, when it has a row.
    pub fn previous(&self) -> Option<&'static Release> {
        RELEASES.iter().find(|other| other.line < self.line && other.distance(self) == 1)
    }

    /// How many minor releases are between two lines.
    pub fn distance(&self, other: &Release) -> u16 {
        let number = |line: (u16, u16)| line.0.saturating_mul(1000).saturating_add(line.1);
        number(self.line).abs_diff(number(other.line))
    }

    /// The line as it is written, such as `1.2`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.line.0, self.line.1)
    }
}

impl PartialEq for Release {
    fn eq(&self, other: &Self) -> bool {
        self.line == other.line
    }
}

impl Eq for Release {}

impl PartialOrd for Release {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Release {
    fn cmp(&self, other: &Self) -> Ordering {
        self.line.cmp(&other.line)
    }
}
