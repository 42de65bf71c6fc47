//! Places, fixes and fingerprints in the formats that programs read.

use super::formats::{ERROR, WARNING, consistent, outcomes, run, schema, valid, whole_sarif};
use crate::common::compile;
use jsonschema::Validator;
use meshc::diagnostic::{Diagnostic, Diagnostics, Fix, Severity};
use meshc::report::{LIMIT, github, gitlab, json, sarif};
use meshc::source::{Sources, Span};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// A finding of two places, the secondary one across lines and in a file of its own.
fn two_places() -> (Sources, Diagnostic) {
    let mut sources = Sources::default();
    let mesh = sources.add("./a, b/m%:1.kdl", "cluster \"ü\" id=1\ncluster \"b\" id=1\n");
    let other = sources.add("-", "mesh {\n}\n");
    let span = Span { file: mesh, start: 30, end: 34 };
    let found = ERROR.at(span, "used again", "two :: 100%\nlines, [a](1)");
    let found = found.label(Span { file: other, start: 0, end: 8 }, "the mesh").label(span, "");
    let fix = Fix { safe: false, ..Fix::safe("use 2", span, "id=2") };
    (sources, found.help("use 2").fix(fix))
}

#[test]
fn github_is_told_the_place_and_all_that_belongs_to_it() {
    let (sources, found) = two_places();
    let multi = WARNING.at(found.labels[1].span, "", "across lines");
    let text = github(&Diagnostics(vec![multi, found]), &sources, LIMIT);
    let wanted = "\
::error title=meshc (duplicate-cluster-id),file=a%2C b/m%25%3A1.kdl,line=2,col=13,endLine=2,endColumn=17::two :: 100%25%0Alines, \
[a](1)%0Amesh.kdl:1:1: the mesh%0Ahelp: use 2%0Asee: meshc explain duplicate-cluster-id
::warning title=meshc (public-pod-cidr),file=mesh.kdl,line=1,endLine=2::across lines%0Asee: meshc explain public-pod-cidr
";
    assert_eq!(text, wanted);
}

#[test]
fn github_is_told_how_many_there_are_where_it_does_not_show_all() {
    let (sources, found) = two_places();
    let many = |errors: usize, warnings: usize| {
        let warning = WARNING.at(found.labels[1].span, "", "across lines");
        let warnings = std::iter::repeat_n(warning, warnings);
        Diagnostics(warnings.chain(std::iter::repeat_n(found.clone(), errors)).collect())
    };
    let told = |errors, warnings, limit| {
        let text = github(&many(errors, warnings), &sources, limit);
        let of = |level: &str| text.lines().filter(|line| line.starts_with(&format!("::{level} "))).count();
        let notice = text.lines().find_map(|line| line.strip_prefix("::notice title=meshc::"));
        (of("error"), of("warning"), notice.unwrap_or_default().to_string())
    };
    assert_eq!(told(10, 10, 50), (10, 10, String::new()));
    let all = "11 errors, 1 warning: the log of this step has all of them".to_string();
    assert_eq!(told(11, 1, 50), (11, 1, all));
    let left = |text: &str| format!("{text}; `--max-diagnostics` sets how many");
    assert_eq!(told(300, 2, 50), (50, 0, left("300 errors, 2 warnings: the log of this step has 50 of them")));
    assert_eq!(told(1, 4, 2), (1, 1, left("1 error, 4 warnings: the log of this step has 2 of them")));
}

#[test]
fn gitlab_is_told_the_rule_in_the_description() {
    let (sources, found) = two_places();
    let report: Value = serde_json::from_str(&gitlab(&Diagnostics(vec![found]), &sources)).unwrap();
    assert_eq!(report[0]["description"], "duplicate-cluster-id: two :: 100%␊lines, [a](1); use 2");
    assert_eq!(report[0]["location"]["path"], "a, b/m%:1.kdl");
    assert_eq!((&report[0]["location"]["lines"]["begin"], &report[0]["severity"]), (&2.into(), &"critical".into()));
}

#[test]
fn sarif_has_places_and_fixes_and_no_links_of_the_users() {
    let (sources, found) = two_places();
    let report = sarif(&Diagnostics(vec![found]), &[], &sources);
    let report = valid(&schema("sarif-2.1.0.json"), &report, "two places");
    let result = &report["runs"][0]["results"][0];
    assert_eq!(result["message"]["text"], "two :: 100%\nlines, [a] (1). Help: use 2.");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b/m%25%3A1.kdl");
    assert_eq!(place["region"].to_string(), r#"{"startLine":2,"startColumn":13,"endLine":2,"endColumn":17}"#);
    assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(1), "what says nothing is left out");
    assert_eq!(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "mesh.kdl");
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["deletedRegion"], place["region"]);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "id=2");
    assert_eq!(result["fixes"][0]["description"]["text"], "use 2 (may change what the mesh means).");
}

#[test]
fn fixes_of_sarif_replace_what_the_fixes_do() {
    let mut count = 0;
    for (case, outcome) in outcomes() {
        let report: Value = serde_json::from_str(&whole_sarif(&outcome)).unwrap();
        let results = report["runs"][0]["results"].as_array().unwrap();
        for (result, finding) in results.iter().zip(&outcome.diagnostics.0) {
            let changes =
                result["fixes"].as_array().into_iter().flatten().flat_map(|fix| fix["artifactChanges"].as_array());
            let replaced = changes.flatten().flat_map(|change| change["replacements"].as_array().unwrap());
            let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
            for (replaced, edit) in replaced.zip(edits) {
                let source = outcome.sources.get(edit.span.file).unwrap();
                let number = |name: &str| usize::try_from(replaced["deletedRegion"][name].as_u64().unwrap()).unwrap();
                let at = |line, column| source.offset(number(line), number(column));
                let place = at("startLine", "startColumn")..at("endLine", "endColumn");
                assert_eq!(
                    (place, &replaced["insertedContent"]["text"]),
                    (edit.span.start..edit.span.end, &edit.text.clone().into()),
                    "{case}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 3, "{count} fixes");
}

/// The fingerprints of a mesh, as both formats that have them tell them.
pub fn fingerprints(text: &str) -> (Vec<String>, Vec<String>) {
    let outcome = compile(text);
    let of_gitlab: Value = serde_json::from_str(&gitlab(&outcome.diagnostics, &outcome.sources)).unwrap();
    let of_sarif: Value = serde_json::from_str(&whole_sarif(&outcome)).unwrap();
    let all = |entries: &Value, at: &str| {
        let one = |entry: &Value| entry.pointer(at).unwrap().as_str().unwrap().to_string();
        entries.as_array().unwrap().iter().map(one).collect()
    };
    (all(&of_gitlab, "/fingerprint"), all(&of_sarif["runs"][0]["results"], "/partialFingerprints/meshc~1v1"))
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let mesh = "mesh \"m\" { cilium \"1.18.3\"; frob; frob; }\ncluster \"a\" { }\ncluster \"a\" { }\n";
    let (before, of_sarif) = fingerprints(mesh);
    let (after, _) = fingerprints(&format!("// a line\n\n{}", mesh.replace("cluster", "  cluster")));
    assert!(before.len() > 3, "{before:?}");
    assert_eq!((&before, &before), (&after, &of_sarif));
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len(), "no two are the same");
}

/// Text that does its worst.
fn hostile() -> impl Strategy<Value = String> {
    let worst = vec![
        "\n",
        "\r\n",
        "\r",
        "\0",
        "\u{1b}[31m",
        "\u{9b}",
        "\u{85}",
        "\u{2028}",
        "\u{202e}",
        "\u{feff}",
        "::",
        "::error::",
        "##[error]",
        "%0A",
        "%",
        ",",
        ":",
        "=",
        "](",
        "{0}",
        "{{",
        "\\",
        "\"",
        "../",
        "./",
        "//",
        "-",
        " ",
        "集群",
        "🚀",
        "e\u{301}",
    ];
    let run = (any::<char>(), 0..2_000usize).prop_map(|(c, count)| c.to_string().repeat(count));
    let piece = prop_oneof![6 => prop::sample::select(worst).prop_map(str::to_string), 2 => "[a-z]{0,9}", 1 => run];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]
    #[test]
    fn nothing_breaks_a_format(
        names in prop::collection::vec(hostile(), 2),
        texts in prop::collection::vec(hostile(), 5),
        spans in prop::collection::vec((0..2usize, 0..99usize, 0..99usize), 1..5),
    ) {
        let mut sources = Sources::default();
        let files: Vec<_> = names.iter().map(|name| sources.add(name.clone(), texts[0].clone())).collect();
        let span = |at: usize| { let (file, start, end) = spans[at]; Span { file: files[file], start, end } };
        let mut found = ERROR.at(span(0), texts[1].clone(), texts[2].clone()).help(texts[3].clone());
        for at in 0..spans.len() {
            found = found.label(span(at), texts[4].clone()).fix(Fix::safe(texts[1].clone(), span(at), texts[2].clone()));
        }
        let found = Diagnostics(vec![found.clone(), found.severity(Severity::Warning)]);
        thread_local! {
            static SCHEMAS: (Validator, Validator, Validator) =
                (schema("sarif-2.1.0.json"), schema("gitlab-code-quality.json"), schema("report.schema.json"));
        }
        SCHEMAS.with(|(of_sarif, of_gitlab, own)| {
            consistent(&valid(of_sarif, &sarif(&found, &[], &sources), "sarif"), "sarif");
            valid(of_gitlab, &gitlab(&found, &sources), "gitlab");
            if !texts[1].is_empty() && !texts[2].is_empty() {
                valid(own, &json(&found, &sources), "json");
            }
        });
        let commands = github(&found, &sources, LIMIT);
        prop_assert!(!commands.contains(|c: char| c.is_control() && c != '\n'), "{:?}", commands);
        prop_assert_eq!(commands.split_terminator(['\n', '\u{2028}', '\u{85}']).count(), 2, "{:?}", commands);
        for (line, level) in commands.lines().zip(["error", "warning"]) {
            let (told, properties, text) = run(line);
            let names: Vec<&str> = properties.iter().map(|(name, _)| name.as_str()).collect();
            let with = ["title", "file", "line", "col", "endLine", "endColumn"];
            let without = ["title", "file", "line", "endLine"];
            prop_assert!(told == level && (names == with || names == without), "{:?}", line);
            prop_assert!(text.ends_with("see: meshc explain duplicate-cluster-id"), "{:?}", text);
        }
    }
}
