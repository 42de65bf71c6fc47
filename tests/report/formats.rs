//! What programs read: every format held against its schema, and against the program that reads it where
//! there is one.
//!
//! SARIF is given to the validator that the environment variable SARIF_VALIDATOR names, by default
//! `sarif-multitool` on the PATH (`@microsoft/sarif-multitool` on npm). Without it the test says so and
//! passes, unless `CONSUMERS=required`.

use crate::common::pages::{bad, blocks};
use crate::common::{FIXTURES, compile, compile_file, programs};
use jsonschema::{Draft, Validator};
use meshc::Outcome;
use meshc::diagnostic::{Diagnostic, Diagnostics, Fix, Rule, Severity, Silence};
use meshc::report::{github, gitlab, json, sarif};
use meshc::rules::RULES;
use meshc::source::{Sources, Span};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

static ERROR: Rule =
    Rule { name: "duplicate-cluster-id", severity: Severity::Error, silence: Silence::Refused, page: "Two ids." };
static WARNING: Rule =
    Rule { name: "public-pod-cidr", severity: Severity::Warning, silence: Silence::Allowed, page: "Public." };

/// The outcomes of the bad examples of all pages, and of the fixtures.
fn outcomes() -> Vec<(String, Outcome)> {
    let pages = RULES.iter().filter_map(|row| {
        let (all, _) = blocks(row.rule.page);
        bad(&all).map(|(_, outcome)| (row.rule.name.to_string(), outcome))
    });
    pages.chain(FIXTURES.iter().map(|(case, mesh)| (case.to_string(), compile_file(mesh)))).collect()
}

/// A schema of the project, which knows what an address is.
fn schema(name: &str) -> Validator {
    let text = std::fs::read_to_string(format!("schema/{name}")).unwrap();
    validator(&serde_json::from_str(&text).unwrap())
}

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    // The one of SARIF is of draft 4, where `uri-reference` is no format yet, and says nothing that draft 7
    // reads otherwise.
    let is_old = schema["$schema"].as_str().is_some_and(|draft| draft.contains("draft-04"));
    if is_old { options.with_draft(Draft::Draft7).build(schema).unwrap() } else { options.build(schema).unwrap() }
}

/// A schema in which no object may hold what it does not name.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".to_string(), Value::Bool(false));
            }
            map.values_mut().for_each(|value| *value = closed(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| *value = closed(value.take())),
        _ => {}
    }
    schema
}

#[track_caller]
fn valid(schema: &Validator, text: &str, case: &str) -> Value {
    assert!(text.ends_with('\n') && text.lines().count() == 1, "{case}: not one line");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{case}: a control character");
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{case}: {}\n{text}", errors.join("\n"));
    value
}

/// SARIF with everything in it that a report can hold.
fn whole_sarif(outcome: &Outcome) -> String {
    sarif(&outcome.diagnostics, &outcome.exceptions.silenced, &outcome.sources)
}

/// What the schema of SARIF does not say: rules are found by their index, and fingerprints tell results
/// apart.
#[track_caller]
fn consistent(report: &Value, case: &str) {
    let run = &report["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let mut used = BTreeSet::new();
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"], "{case}");
        used.insert(index);
        assert!(fingerprints.insert(result["partialFingerprints"]["meshc/v1"].to_string()), "{case}: one twice");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let at = |line: &str, column: &str| (region[line].as_u64().unwrap(), region[column].as_u64().unwrap());
        assert!(at("startLine", "startColumn") <= at("endLine", "endColumn"), "{case}: {region}");
    }
    assert_eq!(used.len(), rules.len(), "{case}: a rule that nothing uses");
}

#[test]
fn every_page_is_valid_in_every_format() {
    let (of_sarif, of_gitlab) = (schema("sarif-2.1.0.json"), schema("gitlab-code-quality.json"));
    let own = std::fs::read_to_string("schema/report.schema.json").unwrap();
    let own = validator(&closed(serde_json::from_str(&own).unwrap()));
    for (case, outcome) in outcomes() {
        let (found, sources) = (&outcome.diagnostics, &outcome.sources);
        let count = found.0.len();
        consistent(&valid(&of_sarif, &whole_sarif(&outcome), &case), &case);
        assert_eq!(valid(&of_gitlab, &gitlab(found, sources), &case).as_array().unwrap().len(), count, "{case}");
        assert_eq!(valid(&own, &json(found, sources), &case)["diagnostics"].as_array().unwrap().len(), count, "{case}");
        assert_eq!(github(found, sources).lines().map(run).count(), count, "{case}");
    }
}

#[test]
fn schemas_refuse_what_is_wrong() {
    let outcome = compile("mesh \"m\" { cilium \"1.18.3\"; }\n");
    let (found, sources) = (&outcome.diagnostics, &outcome.sources);
    for (name, text, good, bad) in [
        ("sarif-2.1.0.json", whole_sarif(&outcome), "\"startLine\":1", "\"startLine\":0"),
        ("sarif-2.1.0.json", whole_sarif(&outcome), "\"level\":\"error\"", "\"level\":\"bad\""),
        ("sarif-2.1.0.json", whole_sarif(&outcome), "\"uri\":\"mesh.kdl\"", "\"uri\":\"a b\""),
        ("gitlab-code-quality.json", gitlab(found, sources), "\"critical\"", "\"error\""),
        ("gitlab-code-quality.json", gitlab(found, sources), "\"mesh.kdl\"", "\"./mesh.kdl\""),
        ("report.schema.json", json(found, sources), "\"line\":1", "\"line\":0"),
    ] {
        let wrong = text.replacen(good, bad, 1);
        assert!(wrong != text && schema(name).is_valid(&serde_json::from_str(&text).unwrap()), "{name}: {good}");
        assert!(!schema(name).is_valid(&serde_json::from_str(&wrong).unwrap()), "{name}: {bad}");
    }
}

#[test]
fn the_public_validator_takes_every_page() {
    for program in programs("SARIF_VALIDATOR", "sarif-multitool") {
        let dir = tempfile::tempdir().unwrap();
        let mut reports = outcomes().into_iter().map(|(_, outcome)| {
            let report: Value = serde_json::from_str(&whole_sarif(&outcome)).unwrap();
            report
        });
        let mut first = reports.next().unwrap();
        let mut runs = vec![first["runs"][0].clone()];
        runs.extend(reports.map(|mut report| report["runs"][0].take()));
        // Both its rules of the format, errors and warnings, and those of GitHub's code scanning, which takes
        // 20 runs a file.
        for runs in runs.chunks(20) {
            first["runs"] = runs.into();
            for kind in ["Sarif", "Ghas"] {
                assert_eq!(judged(&program, kind, dir.path(), &first), [""; 0], "{kind}");
            }
        }
        first["runs"] = runs[..1].into();
        first["runs"][0]["results"][0]["ruleIndex"] = 77.into();
        assert_eq!(judged(&program, "Sarif", dir.path(), &first), ["SARIF1009"], "a wrong report is found");
    }
}

/// The rules that a validator finds broken in a report.
fn judged(program: &str, kind: &str, dir: &std::path::Path, report: &Value) -> Vec<String> {
    std::fs::write(dir.join("report.sarif"), report.to_string()).unwrap();
    let mut command = Command::new(program);
    command.current_dir(dir).args(["validate", "report.sarif", "--rule-kind", kind, "--output", "judged.sarif"]);
    let output = command.args(["--log", "ForceOverwrite"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 files scanned"), "{said}");
    let text = std::fs::read_to_string(dir.join("judged.sarif")).unwrap();
    let judged: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    let results = judged["runs"][0]["results"].as_array().unwrap();
    results.iter().map(|result| result["ruleId"].as_str().unwrap().to_string()).collect()
}

/// A workflow command as the runner reads it: the level, its properties and its text.
fn run(line: &str) -> (&str, Vec<(String, String)>, String) {
    let (head, text) = line.strip_prefix("::").unwrap().split_once("::").unwrap();
    let (level, properties) = head.split_once(' ').unwrap();
    assert!(["error", "warning"].contains(&level), "{line}");
    let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        let value = value.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        (name.to_string(), value.replace("%25", "%"))
    };
    (level, properties.split(',').map(property).collect(), text)
}

#[test]
fn nothing_found_is_a_report_too() {
    let (none, no_sources) = (Diagnostics::default(), Sources::default());
    assert_eq!(github(&none, &no_sources), "");
    assert_eq!(gitlab(&none, &no_sources), "[]\n");
    let report = valid(&schema("sarif-2.1.0.json"), &sarif(&none, &[], &no_sources), "empty");
    assert_eq!(report["runs"][0]["results"].as_array().map(Vec::len), Some(0));
}

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
    let text = github(&Diagnostics(vec![multi, found]), &sources);
    let wanted = "\
::error title=meshc (duplicate-cluster-id),file=a%2C b/m%25%3A1.kdl,line=2,col=13,endLine=2,endColumn=17::two :: 100%25%0Alines, \
[a](1)%0Amesh.kdl:1:1: the mesh%0Ahelp: use 2%0Asee: meshc explain duplicate-cluster-id
::warning title=meshc (public-pod-cidr),file=mesh.kdl,line=1,endLine=2::across lines%0Asee: meshc explain public-pod-cidr
";
    assert_eq!(text, wanted);
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
fn fingerprints(text: &str) -> (Vec<String>, Vec<String>) {
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
        let commands = github(&found, &sources);
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
