//! What edits change, a line of words for each: where, in which cluster, from what to what.

use crate::diagnostic::Edit;
use crate::kdl::{self, Item};
use crate::source::{FileId, Sources, Span};
use crate::words::cut;
use std::collections::BTreeMap;

/// The most that a line shows of a text.
const LONGEST: usize = 60;

/// A line for each edit, as `mesh.kdl:12: lisbon: id 3 → 2`.
pub fn lines<'e>(sources: &Sources, edits: impl Iterator<Item = &'e Edit>) -> Vec<String> {
    let mut clusters: BTreeMap<FileId, Vec<(String, Span)>> = BTreeMap::new();
    edits.filter_map(|edit| line(sources, &mut clusters, edit)).collect()
}

fn line(sources: &Sources, clusters: &mut BTreeMap<FileId, Vec<(String, Span)>>, edit: &Edit) -> Option<String> {
    let (file, text) = (edit.span.file, sources.get(edit.span.file)?.text.as_str());
    let known = clusters.entry(file).or_insert_with(|| named(file, text));
    let around = known.iter().find(|(_, span)| (span.start..=span.end).contains(&edit.span.start));
    let cluster = around.map(|(name, _)| format!("{name}: ")).unwrap_or_default();
    let old = text.get(edit.span.start..edit.span.end).unwrap_or_default();
    let what = worded(key(text, edit.span.start), &short(sources, old), &short(sources, &edit.text))?;
    Some(format!("{}: {cluster}{what}", sources.place(edit.span)?))
}

/// The clusters of a text with their places, where it can be read.
fn named(file: FileId, text: &str) -> Vec<(String, Span)> {
    let Ok(document) = kdl::read(file, text) else { return Vec::new() };
    let clusters = document.nodes().iter().map(|node| Item { file, node }).filter(|item| item.name() == "cluster");
    let place = |item: Item<'_>| {
        let node = item.node.span();
        Some((item.text()?.value, Span { end: node.offset() + node.len(), ..item.span() }))
    };
    clusters.filter_map(place).collect()
}

/// The first line of a text, as far as it may be shown.
fn short(sources: &Sources, text: &str) -> String {
    let text = text.trim();
    let line = text.lines().next().unwrap_or_default();
    let shown = cut(sources.shown_part(line), LONGEST);
    if text.contains('\n') { format!("{shown} …") } else { shown }
}

/// The name of the property or of the node whose value begins at a byte.
fn key(text: &str, start: usize) -> &str {
    let before = text.get(..start).unwrap_or_default();
    let Some(before) = before.strip_suffix('=').or(before.strip_suffix(' ')) else { return "" };
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    before.rsplit(|c| !is_of_name(c)).next().unwrap_or_default()
}

fn worded(key: &str, old: &str, new: &str) -> Option<String> {
    let property = |text: &str| text.split_once('=').map(|(key, value)| (key.to_string(), value.to_string()));
    match (old, new, property(old), property(new)) {
        ("", "", ..) => None,
        ("", new, ..) => Some(format!("added {new}")),
        (old, "", ..) => Some(format!("removed {old}")),
        (_, _, Some((key, old)), Some((other, new))) if key == other => Some(format!("{key} {old} → {new}")),
        (old, new, ..) if key.is_empty() => Some(format!("{old} → {new}")),
        (old, new, ..) => Some(format!("{key} {old} → {new}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_cluster_and_both_sides() {
        let text = "mesh \"m\" { domain x; }\ncluster \"lisbon\" id=3 {\n  max-nodes \"5\"\n}\ncluster \"porto\"\n";
        let mut sources = Sources::default();
        let file = sources.add("mesh.kdl", text);
        let edit = |old: &str, new: &str| {
            let start = text.find(old).unwrap();
            Edit::new(Span { file, start, end: start + old.len() }, new)
        };
        let end = Span { file, start: text.len() - 1, end: text.len() - 1 };
        let edits = [edit("id=3", "id=2"), edit("\"5\"", "5"), edit("; }", " }"), Edit::new(end, " id=4")];
        assert_eq!(
            lines(&sources, edits.iter()),
            [
                "mesh.kdl:2: lisbon: id 3 → 2",
                "mesh.kdl:3: lisbon: max-nodes \"5\" → 5",
                "mesh.kdl:1: ; } → }",
                "mesh.kdl:5: porto: added id=4",
            ]
        );
    }
}
