//! Turns the labels of a diagnostic into excerpts: runs of lines, each with the labels that point into it,
//! ready to be drawn. The excerpt of the primary label is the first; labels that are far apart or in other
//! files get their own.

use super::Style;
use super::cut::{ARROW, Mark, cut, stem};
use super::line::{Line, is_blank};
use super::run::{Around, Place, runs};
use super::text::{clean, clean_line, columns, wrap};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Sources};

/// A run of lines of one file.
#[derive(Debug)]
pub(super) struct Excerpt {
    /// The file.
    pub name: String,
    /// The number of the first line, counted from 0.
    pub first: usize,
    /// The lines as they are shown, each with a line feed.
    pub text: String,
    /// The labels, by their place.
    pub labels: Vec<Placed>,
}

/// A label in an excerpt.
#[derive(Debug)]
pub(super) struct Placed {
    /// The first byte in the excerpt's text.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its text, wrapped.
    pub text: String,
    /// Whether it is the place to change.
    pub primary: bool,
    /// Line and column in the file, from 1.
    pub position: (usize, usize),
}

/// The excerpts that show the labels of `diagnostic`.
pub(super) fn excerpts(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> Vec<Excerpt> {
    let around = if diagnostic.conceals.is_empty() { Around::Lines } else { Around::Nothing };
    let runs = runs(diagnostic, sources, around);
    runs.iter().filter_map(|run| excerpt(run, (sources, around), style)).collect()
}

fn excerpt(run: &[Place], shown: (&Sources, Around), style: &Style) -> Option<Excerpt> {
    let source = run.first()?.source;
    let (first, last) = lines(run, source, shown.1)?;
    let width = style.columns().saturating_sub(last.to_string().len() + 4 + frame(run));
    let mut text = String::new();
    let mut labels: Vec<Placed> = run.iter().map(|place| placed(place, style)).collect();
    for number in first..=last {
        let line = Line::of(number, run, shown);
        add(&mut text, (&line, run), &mut labels, (width, style));
    }
    labels.sort_by_key(|label| (label.start, label.end));
    Some(Excerpt { name: clean_line(&source.name, style.glyphs), first: first - 1, text, labels })
}

/// The columns of the frame from which the labels of places across lines hang.
fn frame(run: &[Place]) -> usize {
    match run.iter().filter(|place| place.last > place.first).count() {
        0 => 0,
        across => across + 3,
    }
}

/// Adds a line to the text, and to each label where it begins and ends there.
fn add(text: &mut String, (line, run): (&Line, &[Place]), labels: &mut [Placed], (width, style): (usize, &Style)) {
    let marks: Vec<Mark> = run.iter().zip(&*labels).filter_map(|(place, label)| mark(line, place, label)).collect();
    let end = line.ellipsis(style.glyphs);
    let after = columns(end).max(run.iter().map(|place| line.line_end(place)).max().unwrap_or_default());
    let shown = cut(line.part, &marks, width.saturating_sub(after), style.glyphs);
    for (place, label) in run.iter().zip(labels) {
        if place.first == line.number {
            label.start = text.len() + shown.at(line.at(place.start));
        }
        if place.last == line.number {
            label.end = text.len() + shown.at(line.at(place.end)) + line.line_end(place);
            let mark = Mark { bytes: line.at(place.start)..line.at(place.end), text: 0 };
            // An empty place takes a column for its arrow and moves those after it by one.
            let used = if place.first == line.number { stem(&shown, &mark) + ARROW + marks.len() - 1 } else { 2 };
            label.text = wrap(&label.text, width.saturating_sub(used).max(16));
        }
    }
    text.extend([&shown.text, end, "\n"]);
}

/// The part of a line that a place is, if any is.
fn mark(line: &Line, place: &Place, label: &Placed) -> Option<Mark> {
    // The text of a label across lines hangs from the frame, not from its mark.
    let text = if place.first == place.last { columns(&label.text) } else { 0 };
    Some(Mark { bytes: line.bytes(place)?, text })
}

fn placed(place: &Place, style: &Style) -> Placed {
    let text = clean(&place.text, style.glyphs);
    Placed { start: 0, end: 0, text, primary: place.primary, position: place.position }
}

/// The first and the last line to show: one around the places, unless it is blank.
fn lines(run: &[Place], source: &Source, around: Around) -> Option<(usize, usize)> {
    let first = run.iter().map(|place| place.first).min()?;
    let last = run.iter().map(|place| place.last).max()?;
    if around == Around::Nothing {
        return Some((first, last));
    }
    let says_something = |number: &usize| !is_blank(source, *number);
    let before = first.checked_sub(1).filter(|number| *number > 0).filter(says_something);
    let after = Some(last + 1).filter(says_something);
    Some((before.unwrap_or(first), after.unwrap_or(last)))
}
