//! The lines of RELEASES as tests name them, so that a new line is tested wherever every line is.

use meshc::release::{RELEASES, Release, find};

/// A late patch release of each line with clustermesh-apiserver: what a later patch release of a line has, it
/// has.
pub fn modern() -> Vec<String> {
    RELEASES.iter().filter(|line| line.modern().is_some()).map(|line| format!("{}.19", line.name())).collect()
}

/// Those of a line, such as `1.16`, and of all after it.
pub fn modern_from(line: &str) -> Vec<String> {
    modern().into_iter().filter(|release| is_from(release, line)).collect()
}

/// Whether a release is of a line, such as `1.16`, or of a later one.
pub fn is_from(release: &str, line: &str) -> bool {
    let at = |row: &Release| RELEASES.iter().position(|other| other.name() == row.name());
    let row = |version: &str| find(version.parse().unwrap()).unwrap_or_else(|| panic!("{version} has no row"));
    at(row(release)) >= at(row(&format!("{line}.0")))
}
