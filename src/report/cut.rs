//! Turns one line of a source into the line that is shown: tabs are spaces, control characters are visible,
//! and what does not fit is left out, but never around a mark. A map says where each byte went.
//!
//! Lines may be as long as a file: only the text around the marks is looked at.

use super::Glyphs;
use super::text::{columns, push};
use std::ops::Range;

/// A part of the line that a label points at.
pub(super) struct Mark {
    /// Its bytes within the line.
    pub bytes: Range<usize>,
    /// How many columns the label's text would like.
    pub text: usize,
}

/// A line as it is shown.
#[derive(Default)]
pub(super) struct Shown {
    /// The text, without a line end.
    pub text: String,
    /// Bytes of the line and where they went in the text, rising in both.
    pub map: Vec<(usize, usize)>,
}

/// What fits beside a label's stem: the arrow before its text, and a line of text worth reading.
pub(super) const ARROW: usize = 4;
const LEGIBLE: usize = 28;
const TAB: usize = 4;

/// `line` in at most `width` columns, so that every mark is visible and its label has room on its right.
pub(super) fn cut(line: &str, marks: &[Mark], width: usize, glyphs: Glyphs) -> Shown {
    if line.len() <= width * 4 {
        let all = show(line, std::slice::from_ref(&(0..line.len())), glyphs);
        if fits(&all, marks, width) {
            return all;
        }
    }
    let mut anchors: Vec<usize> = marks.iter().flat_map(|mark| [mark.bytes.start, mark.bytes.end]).collect();
    anchors.sort_unstable();
    anchors.dedup();
    // More marks than have room for a few characters each: the first ones win.
    anchors.truncate(width / 8);
    if anchors.is_empty() {
        anchors.push(0);
    }
    let mut radius = width;
    loop {
        let shown = show(line, &keep(line, &anchors, radius), glyphs);
        if radius <= 2 || fits(&shown, marks, width) {
            return shown;
        }
        radius -= 1;
    }
}

/// The column of the stem that hangs from the mark, counted from 0.
pub(super) fn stem(shown: &Shown, mark: &Mark) -> usize {
    let before = |offset| columns(shown.text.get(..shown.at(offset)).unwrap_or_default());
    (before(mark.bytes.start) + before(mark.bytes.end)) / 2
}

impl Shown {
    /// Where byte `offset` of the line went: when it is left out, to the last place before it.
    pub(super) fn at(&self, offset: usize) -> usize {
        let after = self.map.partition_point(|(from, _)| *from <= offset);
        self.map.get(after.saturating_sub(1)).map_or(0, |(_, to)| *to)
    }
}

fn fits(shown: &Shown, marks: &[Mark], width: usize) -> bool {
    let has_room = |mark: &Mark| stem(shown, mark) + ARROW + mark.text.min(LEGIBLE) <= width;
    columns(&shown.text) <= width && marks.iter().all(has_room)
}

/// The parts of the line that are at most `radius` characters away from an anchor.
fn keep(line: &str, anchors: &[usize], radius: usize) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for anchor in anchors {
        let (before, after) = line.split_at_checked(*anchor).unwrap_or((line, ""));
        let start = before.char_indices().rev().nth(radius - 1).map_or(0, |(at, _)| at);
        let end = after.char_indices().nth(radius).map_or(line.len(), |(at, _)| before.len() + at);
        match parts.last_mut() {
            // An ellipsis instead of a character or two would save nothing.
            Some(last) if start <= last.end + 3 => last.end = last.end.max(end),
            _ => parts.push(start..end),
        }
    }
    parts
}

/// The parts of the line, with an ellipsis for each gap.
fn show(line: &str, parts: &[Range<usize>], glyphs: Glyphs) -> Shown {
    let ellipsis = if glyphs == Glyphs::Unicode { "…" } else { "..." };
    let mut shown = Shown::default();
    let mut done = 0;
    for part in parts {
        if part.start > done {
            shown.map.push((done, shown.text.len()));
            shown.text.push_str(ellipsis);
        }
        for (at, c) in line.get(part.clone()).unwrap_or_default().char_indices() {
            shown.map.push((part.start + at, shown.text.len()));
            if c == '\t' {
                let column = columns(&shown.text);
                shown.text.extend(std::iter::repeat_n(' ', TAB - column % TAB));
            } else {
                push(&mut shown.text, c, glyphs);
            }
        }
        done = part.end;
    }
    if done < line.len() {
        shown.map.push((done, shown.text.len()));
        shown.text.push_str(ellipsis);
    }
    shown.map.push((line.len(), shown.text.len()));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str, marks: &[(usize, usize)], width: usize) -> String {
        let marks: Vec<Mark> = marks.iter().map(|(start, end)| Mark { bytes: *start..*end, text: 4 }).collect();
        cut(line, &marks, width, Glyphs::Unicode).text
    }

    #[test]
    fn a_short_line_is_whole() {
        assert_eq!(text("cluster \"a\" id=1", &[(12, 16)], 40), "cluster \"a\" id=1");
        assert_eq!(text("", &[(0, 0)], 40), "");
        assert_eq!(text("a\tb", &[(0, 1)], 40), "a   b");
    }

    #[test]
    fn a_long_line_is_cut_around_its_marks() {
        let line = format!("{}HERE{}THERE{}", "a".repeat(5_000), "b".repeat(5_000), "c".repeat(5_000));
        assert_eq!(text(&line, &[(5_000, 5_004)], 20), "…aaaaaaaHEREbbbbbbb…");
        let both = text(&line, &[(5_000, 5_004), (10_004, 10_009)], 60);
        assert!(both.contains("aHEREb") && both.contains("b…b") && both.contains("bTHEREc"), "{both}");
        assert!(columns(&both) <= 60, "{both}");
        assert_eq!(text(&line, &[], 20), format!("{}…", "a".repeat(19)));
    }

    #[test]
    fn a_long_mark_shows_both_ends() {
        let line = format!("<{}>", "x".repeat(50_000));
        let shown = text(&line, &[(0, line.len())], 30);
        assert!(shown.starts_with("<x") && shown.ends_with("x>") && shown.contains('…'), "{shown}");
    }
}
