//! Turns the labels of a diagnostic into runs: places of one file that are near each other, and so are shown
//! in one excerpt.
//!
//! Spans come from every pass and from other people's parsers, so none is trusted: they are clamped to the
//! text and to whole characters.

use crate::diagnostic::{Diagnostic, Label};
use crate::source::{FileId, Source, Sources};

/// A place of several lines is shown by its first one.
const MANY_LINES: usize = 6;

/// Places with at most so many lines from one to the next share an excerpt: leaving out the two lines that
/// neither has around it would cost the two lines that an excerpt of its own needs.
const NEAR: usize = 5;

/// The runs, the one with the primary label first, then those of its file.
pub(super) fn runs<'a>(diagnostic: &Diagnostic, sources: &'a Sources, around: Around) -> Vec<Vec<Place<'a>>> {
    let mut places: Vec<Place> = diagnostic.labels.iter().filter_map(|label| place(label, sources)).collect();
    places.sort_by_key(|place| (place.file, place.first, place.last, place.start, place.end));
    places.dedup_by(|again, place| join(again, place));
    untangle(&mut places);
    let home = diagnostic.primary().map(|label| label.span.file);
    let mut runs = grouped(places, around);
    runs.sort_by_key(|run| {
        let has_primary = run.iter().any(|place| place.primary);
        let file = run.first().map(|place| place.file);
        (!has_primary, file != home, file)
    });
    runs
}

/// What is shown beside the lines of labels.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Around {
    /// A line before and after, and those between.
    Lines,
    /// Nothing: the finding is about key material, which may be in any of them. The line of a label ends with
    /// it.
    Nothing,
}

/// A label and where it is: bytes of the file, and lines from 1.
pub(super) struct Place<'a> {
    /// Its text.
    pub text: String,
    /// Whether it is the place to change.
    pub primary: bool,
    /// The file.
    pub file: FileId,
    /// Its text and its name.
    pub source: &'a Source,
    /// The first byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The first line.
    pub first: usize,
    /// The last.
    pub last: usize,
    /// Line and column of the first byte, from 1.
    pub position: (usize, usize),
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
fn grouped(places: Vec<Place>, around: Around) -> Vec<Vec<Place>> {
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
