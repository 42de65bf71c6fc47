//! A line of an excerpt, and which of its bytes are of a place.

use super::Glyphs;
use super::run::{Around, Place};
use crate::source::{Source, Sources};
use std::ops::Range;

/// A line of a file.
pub(super) struct Line<'a> {
    /// Its number, from 1.
    pub number: usize,
    /// What may be shown of it.
    pub part: &'a str,
    whole: &'a str,
    /// The byte of the file with which it begins.
    from: usize,
}

impl<'a> Line<'a> {
    /// The line of that number in the file of a run.
    pub fn of(number: usize, run: &[Place<'a>], (sources, around): (&Sources, Around)) -> Line<'a> {
        let (from, whole) = run.first().map(|place| line(place.source, number)).unwrap_or_default();
        let mut part = sources.shown_part(whole);
        if around == Around::Nothing {
            let end = run.iter().map(|place| place.end).filter(|end| *end > from).max().unwrap_or(from);
            part = part.get(..end - from).unwrap_or(part);
        }
        Line { number, part, whole, from }
    }

    /// What is behind a line of which only a part may be shown.
    pub fn ellipsis(&self, glyphs: Glyphs) -> &'static str {
        match glyphs {
            _ if self.part.len() == self.whole.len() => "",
            Glyphs::Unicode => "…",
            Glyphs::Ascii => "...",
        }
    }

    /// Where a byte of the file is in what is shown.
    pub fn at(&self, offset: usize) -> usize {
        offset.saturating_sub(self.from).min(self.part.len())
    }

    /// The bytes that are of a place: none in the middle of a place across lines.
    pub fn bytes(&self, place: &Place) -> Option<Range<usize>> {
        let is_in = place.first <= self.number && self.number <= place.last;
        let start = if place.first == self.number { self.at(place.start) } else { self.at(place.end) };
        let end = if place.last == self.number { self.at(place.end) } else { start };
        is_in.then_some(start..end)
    }

    /// The columns that its end takes: it has no character, but it can be what a label is about.
    pub fn line_end(&self, place: &Place) -> usize {
        let is_meant = place.end > self.from + self.whole.len() && place.end > place.start;
        usize::from(place.last == self.number && is_meant)
    }
}

/// Whether nothing but white space is in the line of that number.
pub(super) fn is_blank(source: &Source, number: usize) -> bool {
    line(source, number).1.trim().is_empty()
}

/// Where a line starts, and its text without its end; empty when there is no such line.
fn line(source: &Source, number: usize) -> (usize, &str) {
    let start = source.offset(number, 1);
    let text = source.text.get(start..source.offset(number + 1, 1)).unwrap_or_default();
    let text = text.strip_suffix('\n').unwrap_or(text);
    (start, text.strip_suffix('\r').unwrap_or(text))
}
