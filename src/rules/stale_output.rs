#![doc = include_str!("stale_output.md")]

use super::edited_output;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::source::{Sources, Span};
use crate::tree::{Difference, Why};

/// The rule.
pub static RULE: Rule = Rule {
    name: "stale-output",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("stale_output.md"),
};

/// Reports each file that differs from what the mesh file makes, here or as [`edited_output`]. Its text
/// becomes one of the sources, by its path below `dir`.
pub fn report(differences: &[Difference], dir: &str, sources: &mut Sources, found: &mut Diagnostics) {
    let mesh = sources.names().next().map_or("the mesh file".to_string(), |name| format!("`{name}`"));
    for difference in differences {
        let path = match dir.trim_end_matches('/') {
            "" | "." => difference.path.clone(),
            dir => format!("{dir}/{}", difference.path),
        };
        let old = difference.old.as_deref().unwrap_or_default();
        let file = sources.add(&path, old);
        let (start, end) = first_difference(old, difference.new.as_deref().unwrap_or_default());
        let span = Span { file, start, end };
        found.push(match difference.kept {
            Some(Why::Edited) => edited_output::finding(span, &path),
            Some(why @ (Why::Foreign | Why::Folder | Why::NoFolder | Why::Link)) => {
                in_the_way(Span { file, start: 0, end: 0 }, &path, why)
            }
            None => finding(difference, span, (&path, &mesh)),
        });
    }
}

/// A file that `meshc build` would write or remove, with the name of the mesh file.
fn finding(difference: &Difference, span: Span, (path, mesh): (&str, &str)) -> Diagnostic {
    let build = "run `meshc build`";
    match (&difference.old, &difference.new) {
        (None, _) => RULE.at(span, "", format!("`{path}` is missing")).help(build),
        (_, None) => {
            let message = format!("`{path}` is no longer part of the output");
            RULE.at(Span { end: span.start, ..span }, "", message).help(format!("{build}, which removes it"))
        }
        (Some(_), Some(_)) => {
            let message = format!("`{path}` does not match {mesh}");
            RULE.at(span, "differs from here on", message).help(build)
        }
    }
}

/// Something that is not meshc's, where a file of the output should be.
fn in_the_way(span: Span, path: &str, why: Why) -> Diagnostic {
    let what = match why {
        Why::Link => "a link is there",
        Why::Folder => "a folder is there",
        Why::NoFolder => "a file is in place of one of its folders",
        Why::Foreign | Why::Edited => "meshc did not write the file that is there",
    };
    RULE.at(span, "", format!("`{path}` cannot be written: {what}"))
        .help("move it out of the way, and run `meshc build`")
}

/// Where two texts differ first, as the line of the old one. The first line of a generated file holds the
/// checksum of the rest, so it differs whenever anything does.
fn first_difference(old: &str, new: &str) -> (usize, usize) {
    let mut lines = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
    let header = lines.next().map_or(0, |(line, _)| line.len());
    let same: usize =
        lines.take_while(|(one, other)| one.trim_end() == other.trim_end()).map(|(line, _)| line.len()).sum();
    // A file that differs in its header alone, or lacks the end, is shown by its last line.
    let start =
        if header + same < old.len() { header + same } else { old.trim_end().rfind('\n').map_or(0, |at| at + 1) };
    let line = old.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    (start + indent, start + line.len())
}
