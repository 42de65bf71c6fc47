//! Every rule's page is true: its parts stand in order, its bad example raises exactly this rule, its good
//! one nothing, and the report in it is the one that is printed.

use crate::common::pages::{bad, blocks, compiled, ensure, is_laid_out, outcome, shows};
use crate::common::{codes, rendered};
use meshc::rules::RULES;
use std::collections::BTreeSet;
use std::path::PathBuf;

#[test]
fn pages_are_true() {
    let wrong: Vec<String> = RULES.iter().filter_map(|row| page_is_true(row.rule.name).err()).collect();
    assert!(wrong.is_empty(), "{} pages are not true\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The parts of a page, in order.
const PARTS: &[&str] = &["## Why it matters\n", "## Example\n", "¶\n", "¶\n", "Use instead:\n¶\n"];

fn page_is_true(name: &str) -> Result<(), String> {
    let path = format!("src/rules/{}.md", name.replace('-', "_"));
    let page = std::fs::read_to_string(&path).unwrap();
    let (all, _) = blocks(&page);
    let (bad, found) = bad(&all).ok_or_else(|| format!("{path}: no ```kdl error block"))?;

    let shown = rendered(&found);
    let raised: BTreeSet<_> = codes(&found).into_iter().collect();
    ensure(raised == BTreeSet::from([name]), || format!("{path}: the bad example raises {raised:?}\n{shown}"))?;
    let level = if found.diagnostics.has_errors() { "kdl error" } else { "kdl warning" };
    ensure(bad.info.starts_with(level), || format!("{path}: the bad example is a {level}"))?;

    for good in all.iter().filter(|block| block.info == "kdl") {
        let mended = outcome(&all, good);
        ensure(mended.diagnostics.0.is_empty(), || format!("{path}: a good example\n{}", rendered(&mended)))?;
    }

    is_laid_out(&path, &page, PARTS, 120)?;

    let report = all.iter().find(|block| block.info == "text").ok_or_else(|| format!("{path}: no ```text block"))?;
    shows(&path, &page, &report.text, &shown)
}

#[test]
fn safe_fixes_mend_the_bad_example() {
    for row in RULES {
        let (all, _) = blocks(row.rule.page);
        let Some((bad, found)) = bad(&all) else { continue };
        let fixes = found.diagnostics.0.iter().flat_map(|diagnostic| &diagnostic.fixes).filter(|fix| fix.safe);
        let mut edits: Vec<_> = fixes.flat_map(|fix| &fix.edits).collect();
        if edits.is_empty() {
            continue;
        }
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        let mut text = bad.text.clone();
        for edit in edits {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        let mended = compiled(&all, text.as_bytes());
        assert!(!codes(&mended).contains(&row.rule.name), "{}: the fix leaves it\n{text}", row.rule.name);
    }
}

#[test]
fn messages_and_helps_are_worded_alike() {
    // What is written with a capital wherever it stands.
    let proper = [
        "Cilium",
        "ConfigMap",
        "DaemonSet",
        "Deployment",
        "Helm",
        "Kubernetes",
        "Secret",
        "Service",
        "IPv4",
        "IPsec",
        "IPv6",
        "YAML",
    ];
    let mut wrong = Vec::new();
    for row in RULES {
        let (all, _) = blocks(row.rule.page);
        for bad in all.iter().filter(|block| block.info.starts_with("kdl ")) {
            for finding in outcome(&all, bad).diagnostics.0 {
                let first = finding.message.chars().next().unwrap_or('.');
                let begins = first.is_lowercase() || first.is_ascii_digit() || first == '`';
                let begins = begins || proper.iter().any(|name| finding.message.starts_with(name));
                let texts = std::iter::once(finding.message.as_str()).chain(finding.help.as_deref());
                if !begins || texts.into_iter().any(|text| text.is_empty() || text.ends_with(['.', '\n', ' '])) {
                    wrong.push(format!("{}: {}\n  help: {:?}", row.rule.name, finding.message, finding.help));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_registered_and_the_rows_are_sorted() {
    let names: Vec<_> = RULES.iter().map(|row| row.rule.name).collect();
    assert!(names.is_sorted(), "RULES are sorted by name");
    let registered: BTreeSet<String> = names.iter().map(|name| name.replace('-', "_")).collect();
    assert_eq!(registered.len(), names.len(), "a name stands twice");
    for ending in ["rs", "md"] {
        let files = std::fs::read_dir("src/rules").unwrap().map(|entry| entry.unwrap().path());
        let of_ending = files.filter(|path| path.extension().is_some_and(|found| found == ending));
        // Other code there helps rules and is none.
        let is_rule = |path: &PathBuf| {
            ending == "md" || std::fs::read_to_string(path).unwrap().contains("\npub static RULE: Rule")
        };
        let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_string();
        let rules: BTreeSet<String> = of_ending.filter(is_rule).map(stem).collect();
        assert_eq!(rules, registered, "src/rules/*.{ending} and RULES");
    }
}
