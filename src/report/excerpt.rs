//! Turns the labels of a diagnostic into excerpts: runs of lines, each with the labels that point into it,
//! ready to be drawn. The excerpt of the primary label is the first; labels that are far apart or in other
//! files get their own.
//!
//! Spans come from every pass and from other people's parsers, so none is trusted: they are clamped to the
//! text and to whole characters.

use super::cut::{ARROW, Mark, cut, stem};
use super::text::{clean, clean_line, columns, wrap};
use super::{Glyphs, Style};
use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Source, Sources};

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

/// A place of several lines is shown by its first one.
const MANY_LINES: usize = 6;

/// Places with at most so many lines from one to the next share an excerpt: leaving out the two lines that
/// neither has around it would cost the two lines that an excerpt of its own needs.
const NEAR: usize = 5;

/// The excerpts that show the labels of `diagnostic`.
pub(super) fn excerpts(diagnostic: &Diagnostic, sources: &Sources, style: &Style) -> Vec<Excerpt> {
    let mut places: Vec<Place> = diagnostic.labels.iter().filter_map(|label| place(label, sources)).collect();
    places.sort_by_key(|place| (place.file, place.first, place.last, place.start, place.end));
    places.dedup_by(|again, place| join(again, place));
    untangle(&mut places);
    let around = if diagnostic.conceals.is_empty() { Around::Lines } else { Around::Nothing };
    let home = diagnostic.primary().map(|label| label.span.file);
    let mut runs = runs(places, around);
    runs.sort_by_key(|run| {
        let has_primary = run.iter().any(|place| place.primary);
        let file = run.first().map(|place| place.file);
        (!has_primary, file != home, file)
    });
    runs.iter().filter_map(|run| excerpt(run, (sources, around), style)).collect()
}

/// What is shown beside the lines of labels.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    /// A line before and after, and those between.
    Lines,
    /// Nothing: the finding is about key material, which may be in any of them. The line of a label ends with
    /// it.
    Nothing,
}

/// A label and where it is: bytes of the file, and lines from 1.
struct Place<'a> {
    text: String,
    primary: bool,
    file: FileId,
    source: &'a Source,
    start: usize,
    end: usize,
    first: usize,
    last: usize,
    position: (usize, usize),
}

fn place<'a>(label: &Label, sources: &'a Sources) -> Option<Place<'a>> {
    let source = sources.get(label.span.file)?;
    let start = source.text.floor_char_boundary(label.span.start);
    let mut end = source.text.ceil_char_boundary(label.span.end).max(start);
    let position = source.position(start);
    let first = position.0;
    let mut last = source.position(end.saturating_sub(1).max(start)).0;
    if last - first >= MANY_LINES {
        let line = source.text.get(start..source.offset(first + 1, 1)).unwrap_or_default();
        (end, last) = (start + line.trim_end().len(), first);
    }
    let (text, primary, file) = (label.text.clone(), label.primary, label.span.file);
    Some(Place { text, primary, file, source, start, end, first, last, position })
}

/// Two labels on one place are one label of two lines.
fn join(again: &Place, place: &mut Place) -> bool {
    if (again.file, again.start, again.end) != (place.file, place.start, place.end) {
        return false;
    }
    place.primary |= again.primary;
    if !again.text.is_empty() {
        place.text = format!("{}\n{}", place.text, again.text).trim_start_matches('\n').to_string();
    }
    true
}

/// Shortens a place that begins before another one on its line and reaches into it: an underline has room for
/// one.
fn untangle(places: &mut [Place]) {
    for index in 1..places.len() {
        let Some([left, right]) = places.get_mut(index - 1..=index) else { continue };
        let same_line = (left.file, left.first, left.last) == (right.file, right.first, right.last);
        if !same_line || left.first != left.last || left.end <= right.start {
            continue;
        }
        if left.start < right.start {
            left.end = right.start;
        } else if left.end < right.end {
            right.start = left.end;
        }
    }
}

/// Groups places of one file that are near each other.
fn runs(places: Vec<Place>, around: Around) -> Vec<Vec<Place>> {
    let near = if around == Around::Lines { NEAR } else { 0 };
    let mut runs: Vec<Vec<Place>> = Vec::new();
    for place in places {
        let touches = |other: &Place| other.file == place.file && place.first <= other.last + near;
        match runs.last_mut() {
            Some(run) if run.iter().any(touches) => run.push(place),
            _ => runs.push(vec![place]),
        }
    }
    runs
}

fn excerpt(run: &[Place], (sources, around): (&Sources, Around), style: &Style) -> Option<Excerpt> {
    let source = run.first()?.source;
    let (first, last) = lines(run, source, around)?;
    let ellipsis = if style.glyphs == Glyphs::Unicode { "…" } else { "..." };
    let across = run.iter().filter(|place| place.last > place.first).count();
    let gutter = if across == 0 { 0 } else { across + 3 };
    let width = style.columns().saturating_sub(last.to_string().len() + 4 + gutter);
    let mut text = String::new();
    let mut labels: Vec<Placed> = run.iter().map(|place| placed(place, style)).collect();
    for number in first..=last {
        let (from, whole) = line(source, number);
        let mut line = sources.shown_part(whole);
        if around == Around::Nothing {
            let end = run.iter().map(|place| place.end).filter(|end| *end > from).max().unwrap_or(from);
            line = line.get(..end - from).unwrap_or(line);
        }
        let is_cut = line.len() < whole.len();
        let here = |offset: usize| offset.saturating_sub(from).min(line.len());
        let mut marks = Vec::new();
        for (place, label) in run.iter().zip(&labels).filter(|(place, _)| place.first <= number && number <= place.last)
        {
            // The text of a label across lines hangs from the frame, not from its mark.
            let wanted = if place.first == place.last { columns(&label.text) } else { 0 };
            let start = if place.first == number { here(place.start) } else { here(place.end) };
            let end = if place.last == number { here(place.end) } else { start };
            marks.push(Mark { bytes: start..end, text: wanted });
        }
        // A line end has no character, but it can be what a label is about: then it takes a column.
        let line_end = |place: &Place| {
            usize::from(place.last == number && place.end > from + whole.len() && place.end > place.start)
        };
        let after = if is_cut { columns(ellipsis) } else { run.iter().map(line_end).max().unwrap_or_default() };
        let room = width.saturating_sub(after);
        let shown = cut(line, &marks, room, style.glyphs);
        for (place, label) in run.iter().zip(&mut labels) {
            if place.first == number {
                label.start = text.len() + shown.at(here(place.start));
            }
            if place.last == number {
                label.end = text.len() + shown.at(here(place.end)) + line_end(place);
                let mark = Mark { bytes: here(place.start)..here(place.end), text: 0 };
                // An empty place takes a column for its arrow and moves those after it by one.
                let used = if place.first == number { stem(&shown, &mark) + ARROW + marks.len() - 1 } else { 2 };
                label.text = wrap(&label.text, width.saturating_sub(used).max(16));
            }
        }
        text.push_str(&shown.text);
        text.push_str(if is_cut { ellipsis } else { "" });
        text.push('\n');
    }
    labels.sort_by_key(|label| (label.start, label.end));
    Some(Excerpt { name: clean_line(&source.name, style.glyphs), first: first - 1, text, labels })
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
    let says_something = |number: &usize| !line(source, *number).1.trim().is_empty();
    let before = first.checked_sub(1).filter(|number| *number > 0).filter(says_something);
    let after = Some(last + 1).filter(says_something);
    Some((before.unwrap_or(first), after.unwrap_or(last)))
}

/// Where a line starts, and its text without its end; empty when there is no such line.
fn line(source: &Source, number: usize) -> (usize, &str) {
    let start = source.offset(number, 1);
    let text = source.text.get(start..source.offset(number + 1, 1)).unwrap_or_default();
    let text = text.strip_suffix('\n').unwrap_or(text);
    (start, text.strip_suffix('\r').unwrap_or(text))
}
