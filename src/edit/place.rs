//! Where a new cluster is written: behind the last one, or, where every cluster has a file of its name, in a
//! file of its own.

use super::neighbour::{Neighbours, Written};
use super::node::{Manner, Node};
use super::wish::Added;
use crate::kdl::{Kind, Token, tokens};
use crate::model::Mesh;
use crate::source::{FileId, Source, Sources};

/// The file with a node in it.
///
/// # Errors
/// When the last cluster is where meshc must not write.
pub fn insert(
    mesh: &Mesh,
    sources: &Sources,
    (neighbours, name): (&Neighbours, &str),
    node: &Node,
) -> Result<Added, String> {
    let is_there = mesh.clusters.len() > 1;
    let last = neighbours.last();
    let file = match last {
        Some(last) => last.span.file,
        None if is_there => {
            return Err(
                "the last cluster is in a file behind a symbolic link: add the new one there by hand".to_string()
            );
        }
        None => FileId::default(),
    };
    let source = sources.get(file).filter(|_| sources.may_change(file)).ok_or("there is no file to change")?;
    let manner = manner(source, last);
    let text = node.text(&manner, 0);
    if let Some(path) = own_file(sources, neighbours, name) {
        let new = format!("{text}{}", manner.newline);
        return Ok(Added { path, old: None, new, chosen: Vec::new() });
    }
    let at = last.map_or(source.text.len(), |last| line_after(&source.text, last.span.end));
    let (before, after) = source.text.split_at(at);
    let newline = manner.newline;
    // The last cluster may be on the last line, which nothing ends, or something else may be on its line.
    let closes = if before.trim_start_matches('\u{feff}').is_empty() || before.ends_with('\n') { "" } else { newline };
    let gap = if is_apart(neighbours, source, node) { newline } else { "" };
    let new = format!("{before}{closes}{gap}{text}{newline}{after}");
    Ok(Added { path: source.name.clone(), old: Some(source.text.clone()), new, chosen: Vec::new() })
}

/// How a file is written, by most of its lines and by its last cluster.
fn manner(source: &Source, last: Option<&Written>) -> Manner {
    let turned = source.text.matches("\r\n").count();
    let is_turned = turned * 2 > source.text.matches('\n').count();
    let written = last.and_then(|last| source.text.get(last.span.start..last.span.end)).unwrap_or_default();
    let inner = written.lines().nth(1).unwrap_or_default();
    let indent: String = inner.chars().take_while(|c| *c == ' ' || *c == '\t').collect();
    let ends = |line: &str| line.replace(' ', "").contains(";}");
    Manner {
        newline: if is_turned { "\r\n" } else { "\n" },
        indent: if indent.is_empty() { "    ".to_string() } else { indent },
        before_close: if ends(written) { "; " } else { " " },
    }
}

/// The path of the cluster's own file, where there are several clusters and each has one of its name.
fn own_file(sources: &Sources, neighbours: &Neighbours, name: &str) -> Option<String> {
    let stem = |written: &Written| {
        let path = sources.get(written.span.file)?.name.as_str();
        let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
        Some((folder, file.strip_suffix(".kdl")?))
    };
    let is_alone = |written: &&Written| {
        let same = neighbours.all.iter().filter(|other| other.span.file == written.span.file).count();
        same == 1 && stem(written).is_some_and(|(_, stem)| stem == written.name)
    };
    let last = neighbours.last().filter(is_alone)?;
    let is_manner = neighbours.all.len() > 1 && neighbours.all.iter().all(|written| is_alone(&written));
    let (folder, _) = stem(last).filter(|_| is_manner)?;
    Some(if folder.is_empty() { format!("{name}.kdl") } else { format!("{folder}/{name}.kdl") })
}

/// The beginning of the line after a node that ends at `end`; or the place right after it, where something
/// else is on its line.
fn line_after(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let mut ended = end;
    for Token { kind, start, end: stop } in tokens(rest) {
        let token = rest.get(start..stop).unwrap_or_default();
        match kind {
            Kind::Newline => return end + stop,
            Kind::Space | Kind::Comment => {}
            Kind::Mark if token == ";" => ended = end + stop,
            _ => return ended,
        }
    }
    text.len()
}

/// Whether there is an empty line before the last cluster, or, of a single one, it is on several lines.
fn is_apart(neighbours: &Neighbours, source: &Source, node: &Node) -> bool {
    let Some(last) = neighbours.last() else { return !source.text.is_empty() };
    let before =
        neighbours.all.iter().filter(|other| other.span.file == last.span.file && other.span.end <= last.span.start);
    let Some(previous) = before.map(|other| other.span.end).max() else { return !node.is_flat };
    let between = source.text.get(previous..last.span.start).unwrap_or_default();
    let lines: Vec<&str> = between.split('\n').collect();
    lines.iter().skip(1).rev().skip(1).any(|line| line.trim().is_empty())
}
