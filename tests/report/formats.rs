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
use meshc::diagnostic::{Diagnostics, Rule, Severity, Silence};
use meshc::report::{LIMIT, github, gitlab, json, sarif};
use meshc::rules::RULES;
use meshc::source::Sources;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

pub static ERROR: Rule =
    Rule { name: "duplicate-cluster-id", severity: Severity::Error, silence: Silence::Refused, page: "Two ids." };
pub static WARNING: Rule =
    Rule { name: "public-pod-cidr", severity: Severity::Warning, silence: Silence::Allowed, page: "Public." };

/// The outcomes of the bad examples of all pages, and of the fixtures.
pub fn outcomes() -> Vec<(String, Outcome)> {
    let pages = RULES.iter().filter_map(|row| {
        let (all, _) = blocks(row.rule.page);
        bad(&all).map(|(_, outcome)| (row.rule.name.to_string(), outcome))
    });
    pages.chain(FIXTURES.iter().map(|(case, mesh)| (case.to_string(), compile_file(mesh)))).collect()
}

/// A schema of the project, which knows what an address is.
pub fn schema(name: &str) -> Validator {
    let text = std::fs::read_to_string(format!("schema/{name}")).unwrap();
    validator(&serde_json::from_str(&text).unwrap())
}

/// What holds a value against a schema.
pub fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    // The one of SARIF is of draft 4, where `uri-reference` is no format yet, and says nothing that draft 7
    // reads otherwise.
    let is_old = schema["$schema"].as_str().is_some_and(|draft| draft.contains("draft-04"));
    if is_old { options.with_draft(Draft::Draft7).build(schema).unwrap() } else { options.build(schema).unwrap() }
}

/// A schema in which no object may hold what it does not name.
pub fn closed(mut schema: Value) -> Value {
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
pub fn valid(schema: &Validator, text: &str, case: &str) -> Value {
    assert!(text.ends_with('\n') && text.lines().count() == 1, "{case}: not one line");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{case}: a control character");
    let value: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{case}: {}\n{text}", errors.join("\n"));
    value
}

/// SARIF with everything in it that a report can hold.
pub fn whole_sarif(outcome: &Outcome) -> String {
    sarif(&outcome.diagnostics, &outcome.exceptions.silenced, &outcome.sources)
}

/// What the schema of SARIF does not say: rules are found by their index, and fingerprints tell results
/// apart.
#[track_caller]
pub fn consistent(report: &Value, case: &str) {
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
        assert_eq!(github(found, sources, LIMIT).lines().map(run).count(), count, "{case}");
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
pub fn run(line: &str) -> (&str, Vec<(String, String)>, String) {
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
    assert_eq!(github(&none, &no_sources, LIMIT), "");
    assert_eq!(gitlab(&none, &no_sources), "[]\n");
    let report = valid(&schema("sarif-2.1.0.json"), &sarif(&none, &[], &no_sources), "empty");
    assert_eq!(report["runs"][0]["results"].as_array().map(Vec::len), Some(0));
}
