//! Differences to a unified diff, as far as it takes no longer than is worth waiting for.
//!
//! A comparison takes as many steps as the files have lines, for each line that differs (Myers' algorithm, as
//! in the crate `similar`): who can write a file into the output directory could have CI compare for an hour.
//! What is counted is lines and not time, so that the same files always give the same diff.

use crate::limits::{LINES, STRETCH};
use crate::tree::Difference;
use similar::TextDiff;

/// The differences as one unified diff, from the directory to the tree. Line endings do not show: they do not
/// count.
pub fn unified(differences: &[Difference]) -> String {
    let name = |side: &str, path: &str, text: &Option<String>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_string(),
    };
    let lines = |text: &Option<String>| text.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let mut left = LINES.most;
    let mut one = |difference: &Difference| {
        let Difference { path, old, new, .. } = difference;
        let (before, after) = (lines(old), lines(new));
        let (from, to) = (name("a", path, old), name("b", path, new));
        let size = before.lines().count() + after.lines().count();
        if old.is_some() && new.is_some() && (size > left || stretch(&before, &after) > STRETCH.most) {
            return format!("Files {from} and {to} differ, and are too long to compare line by line\n");
        }
        left -= size.min(left);
        TextDiff::from_lines(&before, &after).unified_diff().header(&from, &to).to_string()
    };
    differences.iter().map(&mut one).collect()
}

/// How many lines of two files are from the first to the last one that differs. The first line does not
/// count: of a generated file it holds the checksum of the rest.
fn stretch(before: &str, after: &str) -> usize {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().skip(1).collect(), after.lines().skip(1).collect());
    let equal = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(one, other)| one == other).count();
    let start = equal(&mut before.iter().zip(&after));
    let shorter = before.len().min(after.len());
    let end = equal(&mut before.iter().rev().zip(after.iter().rev())).min(shorter - start);
    before.len() + after.len() - 2 * (start + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let (old, new) = (Some(old.to_string()), Some(new.to_string()));
        unified(&[Difference { path: "x".to_string(), old, new, kept: None }])
    }

    #[test]
    fn a_stretch_is_what_is_between_equal_ends() {
        assert_eq!(stretch("a\nb\nc\n", "x\nb\nc\n"), 0);
        assert_eq!(stretch("a\nb\nc\n", "a\nb\nx\nc\n"), 1);
        assert_eq!(stretch("a\nb\nb\n", "a\nb\nb\nb\n"), 1);
        assert_eq!(stretch("", "a\nb\n"), 1);
    }

    #[test]
    fn a_small_change_of_a_long_file_is_shown_and_another_file_is_not() {
        let lines: String = (0..STRETCH.most).map(|at| format!("line {at}\n")).collect();
        let changed = format!("first\n{}", lines.replacen("line 7000\n", "", 1));
        assert!(shown(&format!("head\n{lines}"), &changed).contains("-line 7000\n"));
        assert!(shown(&lines, &lines.replace("line", "other")).starts_with("Files a/x and b/x differ, "));
    }
}
