//! One round of fixes: those that do not touch each other, the texts after them, and what is found before and
//! after, compared.

use super::change;
use crate::diagnostic::{Applicable, Diagnostic, Diagnostics, Edit};
use crate::rules::{nesting_too_deep, not_utf8, syntax_error};
use crate::source::{Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// What is found in files, and the files.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// The files that were read.
    pub sources: Sources,
}

impl Judged {
    /// Whether less is wrong than before. Of a text that cannot be read, the parser may show one mistake
    /// after the other, and another one is as good as less.
    pub fn is_better(&self, before: &Judged) -> bool {
        let (now, then) = (self.measure(), before.measure());
        now < then || (now.0 == then.0 && then.0 > 0)
    }

    /// How much is wrong: what keeps files from being read before all else, which hides the rest; then the
    /// findings; then the places that a fix would change.
    fn measure(&self) -> (usize, usize, usize) {
        let unreadable = self.diagnostics.0.iter().filter(|finding| is_of_text(finding)).count();
        let fixes = self.diagnostics.0.iter().filter_map(|finding| finding.applicable(&self.sources));
        (unreadable, self.diagnostics.0.len(), fixes.map(|found| found.edits.len()).sum())
    }
}

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What it does, as an imperative, with its place.
    pub what: String,
    /// What it has changed, a line for each place.
    pub changes: Vec<String>,
}

/// A finding and the fix of it that is to be applied.
#[derive(Debug, Clone)]
pub struct Chosen<'d> {
    finding: &'d Diagnostic,
    found: Applicable<'d>,
}

impl Chosen<'_> {
    /// What tells it from others, wherever it is meanwhile.
    pub fn identity(&self) -> (&'static str, String, String) {
        (self.finding.rule.name, self.finding.message.clone(), self.found.fix.title.clone())
    }

    /// What it does and where, in words.
    pub fn what(&self, judged: &Judged) -> String {
        let title = &self.found.fix.title;
        let place = self.found.edits.first().and_then(|edit| judged.sources.place(edit.span));
        place.map_or(title.clone(), |place| format!("{place}: {title}"))
    }

    /// The same, with what it changes.
    pub fn applied(&self, judged: &Judged) -> Applied {
        let changes = change::lines(&judged.sources, self.found.edits.iter().copied());
        Applied { what: self.what(judged), changes }
    }
}

/// The fixes of those findings that can be applied together, at most so many, without those that are barred.
pub fn choose<'d>(
    judged: &Judged,
    found: &'d Diagnostics,
    barred: &BTreeSet<(&'static str, String, String)>,
    most: usize,
) -> Vec<Chosen<'d>> {
    let mut taken: Vec<Span> = Vec::new();
    let mut chosen = Vec::new();
    for finding in &found.0 {
        let Some(found) = finding.applicable(&judged.sources) else { continue };
        let one = Chosen { finding, found };
        if chosen.len() == most || barred.contains(&one.identity()) {
            continue;
        }
        let before = taken.len();
        let is_free = one.found.edits.iter().all(|edit| {
            let is_free = !taken.iter().any(|other| touch(*other, edit.span));
            taken.push(edit.span);
            is_free
        });
        if is_free {
            chosen.push(one);
        } else {
            taken.truncate(before);
        }
    }
    chosen
}

/// Whether two edits cannot be made at once, as it would matter which one is first.
fn touch(one: Span, other: Span) -> bool {
    let meets = one.start < other.end && other.start < one.end;
    one.file == other.file && (meets || one.start == other.start)
}

/// The new bytes of each file that fixes change, by its path.
pub fn apply(sources: &Sources, chosen: &[Chosen<'_>]) -> BTreeMap<String, Vec<u8>> {
    let mut edits: Vec<&Edit> = chosen.iter().flat_map(|one| one.found.edits.iter().copied()).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for edit in edits {
        let Some(source) = sources.get(edit.span.file) else { continue };
        let text = texts.entry(source.name.clone()).or_insert_with(|| source.text.clone());
        if text.get(edit.span.start..edit.span.end).is_some() {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
    }
    texts.into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// What is found after a change and was not before. What comes to light as files can be read again was there
/// all along.
pub fn raised(before: &Judged, after: &Judged) -> Diagnostics {
    let was_unreadable = before.diagnostics.0.iter().any(is_of_text);
    let count = |all: &Diagnostics, name: &str| all.0.iter().filter(|finding| finding.rule.name == name).count();
    let is_new = |finding: &&Diagnostic| {
        let name = finding.rule.name;
        let is_same = |other: &Diagnostic| other.rule.name == name && other.message == finding.message;
        let counts = !was_unreadable || is_of_text(finding);
        // The same finding of fewer places has other words.
        let are_more = || count(&after.diagnostics, name) > count(&before.diagnostics, name);
        counts && !before.diagnostics.0.iter().any(is_same) && are_more()
    };
    Diagnostics(after.diagnostics.0.iter().filter(is_new).cloned().collect())
}

/// Whether a finding keeps its file from being read.
fn is_of_text(finding: &Diagnostic) -> bool {
    [nesting_too_deep::RULE.name, not_utf8::RULE.name, syntax_error::RULE.name].contains(&finding.rule.name)
}
