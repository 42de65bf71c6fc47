//! Turns diagnostics into SARIF 2.1.0, for code scanning and for viewers: one JSON object on one line.
//!
//! The rules that occur are described with their pages. Places are those of `json`: from 1, in characters.
//! The schema is `schema/sarif-2.1.0.json`, of
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/>.

use super::Glyphs;
use super::json::line;
use super::place::{self, Place, fingerprints, place, secondary};
use super::text::{clean, word};
use crate::diagnostic::{Diagnostic, Diagnostics, Edit, Exception, Fix, Label, Rule, Silenced};
use crate::source::{FileId, Sources, Span};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All diagnostics in their order, then those that the user allows, each with the reason.
///
/// GitHub takes suppressed results for open ones: a report for it must be given none.
pub fn sarif(diagnostics: &Diagnostics, silenced: &[Silenced], sources: &Sources) -> String {
    let found = || diagnostics.0.iter().chain(silenced.iter().map(|silenced| &silenced.finding));
    let rules: BTreeMap<&str, &Rule> = found().map(|diagnostic| (diagnostic.rule.name, diagnostic.rule)).collect();
    let names: Vec<&str> = rules.keys().copied().collect();
    let by = diagnostics.0.iter().map(|_| &[][..]).chain(silenced.iter().map(|silenced| &silenced.by[..]));
    let case = |((diagnostic, by), fingerprint): ((&Diagnostic, &[Exception]), String)| {
        let index = names.binary_search(&diagnostic.rule.name).ok();
        result(diagnostic, Beside { index, fingerprint, by }, sources)
    };
    line(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "meshc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://docs.rs/meshc",
                "rules": rules.values().map(|rule| described(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": found().zip(by).zip(fingerprints(found(), sources)).map(case).collect::<Vec<_>>(),
        }],
    }))
}

/// What a result has beside the finding itself.
struct Beside<'e> {
    /// The place of its rule among those that are described.
    index: Option<usize>,
    fingerprint: String,
    /// Who allows it.
    by: &'e [Exception],
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.name,
        "name": pascal(rule.name),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": rule.why() },
        "help": { "text": rule.page, "markdown": rule.page },
        "helpUri": rule.url(),
        "defaultConfiguration": { "level": word(rule.severity) },
    })
}

/// `duplicate-cluster-id` as SARIF writes names: `DuplicateClusterId`.
fn pascal(name: &str) -> String {
    let upper = |part: &str| {
        let (first, rest) = part.split_at_checked(1).unwrap_or((part, ""));
        first.to_uppercase() + rest
    };
    name.split('-').map(upper).collect()
}

fn result(diagnostic: &Diagnostic, beside: Beside<'_>, sources: &Sources) -> Value {
    let end = |help: &str| if help.ends_with('?') { "" } else { "." };
    let help = diagnostic.help.iter().map(|help| format!(" Help: {help}{}", end(help)));
    let label = diagnostic.primary().map_or("", |label| &label.text);
    let mut fixes: Vec<Value> = Vec::new();
    for found in diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
        let found = fix(found, sources);
        // SARIF takes no fix twice.
        if !fixes.contains(&found) {
            fixes.push(found);
        }
    }
    present(json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": beside.index,
        "level": word(diagnostic.severity),
        "message": message(&format!("{}.{}", diagnostic.message, help.collect::<String>())),
        "locations": [location(&place::primary(diagnostic, sources), label, None)],
        "relatedLocations": (1..).zip(secondary(diagnostic)).map(|(id, label)| related(id, label, sources)).collect::<Vec<_>>(),
        "fixes": fixes,
        "partialFingerprints": { "meshc/v1": beside.fingerprint },
        "suppressions": beside.by.iter().map(|exception| suppression(exception, sources)).collect::<Vec<_>>(),
    }))
}

/// An object with those members that have a value.
fn present(mut object: Value) -> Value {
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    object.as_object_mut().into_iter().for_each(|members| members.retain(|_, value| !is_empty(value)));
    object
}

/// A text of ours with words of the user's, which must not become links: SARIF would make one of
/// `[text](address)`.
fn message(text: &str) -> Value {
    json!({ "text": clean(text, Glyphs::Unicode).replace("](", "] (") })
}

fn related(id: usize, label: &Label, sources: &Sources) -> Value {
    location(&place(label.span, sources), &label.text, Some(id))
}

/// A place, with what is there and a number when it has them.
fn location(at: &Place, text: &str, id: Option<usize>) -> Value {
    present(json!({
        "id": id,
        "physicalLocation": { "artifactLocation": { "uri": uri(&at.path) }, "region": region(at) },
        "message": Some(text).filter(|text| !text.is_empty()).map(message),
    }))
}

fn region(at: &Place) -> Value {
    json!({ "startLine": at.start.0, "startColumn": at.start.1, "endLine": at.end.0, "endColumn": at.end.1 })
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    let title = if fix.safe { fix.title.clone() } else { format!("{} (may change what the mesh means)", fix.title) };
    let files: BTreeSet<FileId> = fix.edits.iter().map(|edit| edit.span.file).collect();
    let change = |file: FileId| {
        let edits = fix.edits.iter().filter(|edit| edit.span.file == file);
        let path = place(Span { file, ..Span::default() }, sources).path;
        json!({
            "artifactLocation": { "uri": uri(&path) },
            "replacements": edits.map(|edit| replacement(edit, sources)).collect::<Vec<_>>(),
        })
    };
    json!({
        "description": message(&format!("{title}.")),
        "artifactChanges": files.into_iter().map(change).collect::<Vec<_>>(),
    })
}

fn replacement(edit: &Edit, sources: &Sources) -> Value {
    json!({ "deletedRegion": region(&place(edit.span, sources)), "insertedContent": { "text": edit.text } })
}

fn suppression(exception: &Exception, sources: &Sources) -> Value {
    json!({
        "kind": "inSource",
        "status": "accepted",
        "justification": clean(&exception.reason, Glyphs::Unicode),
        "location": location(&place(exception.span, sources), "", None),
    })
}

/// A path as a reference of RFC 3986: relative to the repository, or that of a file when it begins at a root.
fn uri(path: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'/' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let root = match (path.starts_with('/'), std::path::Path::new(path).is_absolute()) {
        (true, _) => "file://",
        (false, true) => "file:///",
        (false, false) => "",
    };
    format!("{root}{}", path.bytes().map(encoded).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{pascal, uri};

    #[test]
    fn paths_become_references() {
        for (path, wanted) in [
            ("mesh.d/a-1_b~.kdl", "mesh.d/a-1_b~.kdl"),
            ("a b/ü%#?:[x].kdl", "a%20b/%C3%BC%25%23%3F%3A%5Bx%5D.kdl"),
            ("../mesh.kdl", "../mesh.kdl"),
            ("/srv/mesh.kdl", "file:///srv/mesh.kdl"),
            ("\u{1b}", "%1B"),
        ] {
            assert_eq!(uri(path), wanted);
        }
    }

    #[test]
    fn names_of_rules_in_the_manner_of_sarif() {
        assert_eq!(pascal("duplicate-cluster-id"), "DuplicateClusterId");
        assert_eq!(pascal("not-utf8"), "NotUtf8");
    }
}
