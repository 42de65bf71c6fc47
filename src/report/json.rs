//! Turns diagnostics into one JSON object on one line, for programs: editors, bots, CI.
//!
//! Lines and columns count from 1, columns in characters; offsets are bytes, a byte order mark included, so
//! that a program can cut the file as it is on the disk. Nothing is left out, whatever the limit for people
//! is.

use super::text::word;
use crate::diagnostic::{Diagnostic, Diagnostics, Edit, Fix, Label, Severity};
use crate::source::{Source, Sources};
use serde_json::{Value, json};

/// The version of the format: it changes when a reader of the old one could misread the new one.
const FORMAT_VERSION: &str = "1";

/// All diagnostics, in their order.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let report = json!({
        "format_version": FORMAT_VERSION,
        "diagnostics": diagnostics.0.iter().map(|found| diagnostic(found, sources)).collect::<Vec<_>>(),
        "errors": diagnostics.count(Severity::Error),
        "warnings": diagnostics.count(Severity::Warning),
    });
    line(&report)
}

/// A value on one line, without anything that a terminal obeys.
pub fn line(value: &Value) -> String {
    // JSON allows these control characters in strings, but a terminal could obey them.
    let escape = |c: char| match c {
        '\u{7f}'..='\u{9f}' => format!("\\u{:04x}", u32::from(c)),
        _ => c.to_string(),
    };
    // Nor may a runner of CI, which reads `##[…]` as a command wherever it is in a line.
    let text = value.to_string().replace("##[", "##\\u005b").replace("##vso[", "##vso\\u005b");
    let is_harmless = !text.contains(|c| matches!(c, '\u{7f}'..='\u{9f}'));
    if is_harmless { text + "\n" } else { text.chars().map(escape).chain(["\n".to_string()]).collect() }
}

fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    json!({
        "code": diagnostic.rule.name,
        "severity": word(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "url": diagnostic.rule.url(),
        "labels": diagnostic.labels.iter().map(|found| label(found, sources)).collect::<Vec<_>>(),
        "fixes": diagnostic.fixes.iter().map(|found| fix(found, sources)).collect::<Vec<_>>(),
    })
}

fn label(label: &Label, sources: &Sources) -> Value {
    let source = sources.get(label.span.file);
    json!({
        "text": label.text,
        "primary": label.primary,
        "file": name(source),
        "start": position(source, label.span.start),
        "end": position(source, label.span.end),
    })
}

fn position(source: Option<&Source>, offset: usize) -> Value {
    let (line, column) = source.map_or((1, 1), |source| source.position(offset));
    json!({ "line": line, "column": column, "offset": clamped(source, offset) })
}

fn fix(fix: &Fix, sources: &Sources) -> Value {
    json!({
        "title": fix.title,
        "safe": fix.safe,
        "edits": fix.edits.iter().map(|found| edit(found, sources)).collect::<Vec<_>>(),
    })
}

fn edit(edit: &Edit, sources: &Sources) -> Value {
    let source = sources.get(edit.span.file);
    json!({
        "file": name(source),
        "start": clamped(source, edit.span.start),
        "end": clamped(source, edit.span.end),
        "text": edit.text,
    })
}

fn name(source: Option<&Source>) -> &str {
    source.map_or("", |source| source.name.as_str())
}

/// An offset that a reader may cut at: within the text and between characters.
fn clamped(source: Option<&Source>, offset: usize) -> usize {
    source.map_or(0, |source| source.text.floor_char_boundary(offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Rule, Silence};
    use crate::source::Span;

    static RULE: Rule =
        Rule { name: "duplicate-cluster-id", severity: Severity::Error, silence: Silence::Refused, page: "" };

    fn sources(text: &str) -> (Sources, Span) {
        let mut sources = Sources::default();
        let file = sources.add("mesh.kdl", text);
        (sources, Span { file, start: 0, end: 0 })
    }

    #[test]
    fn nothing_found() {
        let expected = "{\"format_version\":\"1\",\"diagnostics\":[],\"errors\":0,\"warnings\":0}\n";
        assert_eq!(json(&Diagnostics::default(), &Sources::default()), expected);
    }

    #[test]
    fn one_of_everything() {
        let (sources, at) = sources("\u{feff}mesh \"ü\"\ncluster \"b\" id=1\n");
        let span = Span { start: 24, end: 28, ..at };
        let found = RULE
            .at(span, "", "clusters share id 1")
            .label(Span { start: 8, end: 12, ..at }, "first used here")
            .help("use the next free id, 3")
            .fix(Fix::safe("use the next free id, 3", span, "id=3"));
        let expected = concat!(
            r#"{"format_version":"1","diagnostics":[{"code":"duplicate-cluster-id","severity":"error","#,
            r#""message":"clusters share id 1","help":"use the next free id, 3","#,
            r#""url":"https://docs.rs/meshc/latest/meshc/rules/duplicate_cluster_id/index.html","#,
            r#""labels":[{"text":"","primary":true,"file":"mesh.kdl","start":{"line":2,"column":12,"offset":24},"#,
            r#""end":{"line":2,"column":16,"offset":28}},{"text":"first used here","primary":false,"file":"mesh.kdl","#,
            r#""start":{"line":1,"column":6,"offset":8},"end":{"line":1,"column":9,"offset":12}}],"#,
            r#""fixes":[{"title":"use the next free id, 3","safe":true,"edits":[{"file":"mesh.kdl","start":24,"end":28,"#,
            r#""text":"id=3"}]}]}],"errors":1,"warnings":0}"#,
            "\n"
        );
        assert_eq!(json(&Diagnostics(vec![found]), &sources), expected);
    }

    #[test]
    fn control_characters_are_escaped_and_offsets_clamped() {
        let (sources, at) = sources("é");
        let found =
            RULE.at(Span { start: 1, end: 99, ..at }, "", "a\u{1b}[31m\u{9b}\u{7f}é").severity(Severity::Warning);
        let text = json(&Diagnostics(vec![found]), &sources);
        assert!(text.contains(r#""message":"a\u001b[31m\u009b\u007fé","help":null"#), "{text}");
        let command = RULE.at(Span { start: 0, end: 1, ..at }, "", "##[error]x");
        let shown = json(&Diagnostics(vec![command]), &sources);
        assert!(shown.contains(r###""message":"##\u005berror]x""###), "{shown}");
        assert!(
            text.contains(r#""start":{"line":1,"column":1,"offset":0},"end":{"line":1,"column":2,"offset":2}"#),
            "{text}"
        );
        assert!(text.ends_with("\"errors\":0,\"warnings\":1}\n"), "{text}");
    }
}
