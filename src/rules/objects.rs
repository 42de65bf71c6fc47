//! Objects in findings: which one a patch means, what it is called, where it stands.

use super::Overlay;
use super::clusters::shown;
use crate::model::Patch;
use crate::model::manifest::{Base, Identity, identity};
use crate::source::{Sources, Span};
use crate::yaml::{self, Value};

/// The objects that a patch may mean: with one in the mesh's namespace among them, that one alone.
pub fn targets(overlay: &Overlay<'_>, patch: &Patch) -> Vec<usize> {
    let named = |id: &Identity<'_>| id.kind == patch.kind.value && id.name == patch.name.value;
    let objects = overlay.objects.iter().enumerate().filter_map(|(index, object)| Some((index, identity(object)?)));
    let all: Vec<(usize, Identity<'_>)> = objects.filter(|(_, id)| named(id)).collect();
    let ours: Vec<usize> =
        all.iter().filter(|(_, id)| id.namespace == overlay.mesh.namespace).map(|(index, _)| *index).collect();
    if ours.is_empty() { all.into_iter().map(|(index, _)| index).collect() } else { ours }
}

/// An object by its kind and name: `DaemonSet `cilium``.
pub fn title(id: &Identity<'_>) -> String {
    let kind = shown(id.kind);
    format!("{} {}", kind.trim_matches('`'), shown(id.name))
}

/// The place of a value in an object of a base, when the user wrote that base.
pub fn place(base: &Base, object: &Value, pointer: &str) -> Option<Span> {
    let at =
        |file: &'_ crate::model::manifest::BaseFile| file.objects.iter().position(|other| std::ptr::eq(other, object));
    let (file, document) = base.files.iter().find_map(|file| Some((file, at(file)?)))?;
    let id = file.file?;
    let (line, column) = yaml::locate(&file.text, document, pointer)?;
    let mut sources = Sources::default();
    let source = sources.add("", file.text.as_str());
    let start = sources.get(source)?.offset(line, column);
    let rest = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    Some(Span { file: id, start, end: start + rest.trim_end().len() })
}

/// Texts in backticks for a sentence, the first few of them.
pub fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut texts: Vec<String> = texts.map(shown).collect();
    let more = texts.len().saturating_sub(8);
    texts.truncate(8);
    match (more, texts.split_last()) {
        (0, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (0, _) => texts.concat(),
        _ => format!("{} and {more} more", texts.join(", ")),
    }
}
