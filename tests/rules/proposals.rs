//! No help leads into another refusal: what a page's report proposes is written where it belongs and checked
//! again, and it raises nothing new.

use crate::common::pages::{Block, blocks, compiled_with, outcome};
use crate::common::{codes, rendered};
use ipnet::IpNet;
use meshc::Outcome;
use meshc::diagnostic::{Diagnostic, Fix};
use meshc::rules::RULES;
use std::collections::BTreeSet;

/// Every example of every page that is wrong, with what is found in it.
fn examples(mut judge: impl FnMut(&str, &[Block], &Block, &Outcome)) {
    for row in RULES {
        let (all, _) = blocks(row.rule.page);
        for bad in all.iter().filter(|block| block.info.starts_with("kdl error") || block.info.starts_with("kdl warn"))
        {
            judge(row.rule.name, &all, bad, &outcome(&all, bad));
        }
    }
}

#[test]
fn every_fix_mends_what_it_is_offered_for_and_raises_nothing() {
    let mut wrong = Vec::new();
    examples(|rule, all, _, found| {
        let before: BTreeSet<&str> = codes(found).into_iter().collect();
        for finding in &found.diagnostics.0 {
            for fix in &finding.fixes {
                let after = applied(all, found, fix);
                let is_left = after.diagnostics.0.iter().any(|other| other.message == finding.message);
                let is_new = codes(&after).iter().any(|code| !before.contains(code));
                if is_left || is_new {
                    wrong.push(format!("{rule}: {}\n{}", fix.title, rendered(&after)));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What becomes of an example with a fix.
fn applied(all: &[Block], found: &Outcome, fix: &Fix) -> Outcome {
    let files: BTreeSet<_> = fix.edits.iter().map(|edit| edit.span.file).collect();
    let changed = files.into_iter().map(|file| {
        let source = found.sources.get(file).unwrap();
        let mut text = source.text.clone();
        let mut edits: Vec<_> = fix.edits.iter().filter(|edit| edit.span.file == file).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        (source.name.clone(), text)
    });
    let mut changed: Vec<(String, String)> = changed.collect();
    if changed.iter().all(|(name, _)| name != "mesh.kdl") {
        let mesh = found.sources.find("mesh.kdl").and_then(|file| found.sources.get(file)).unwrap();
        changed.push(("mesh.kdl".to_string(), mesh.text.clone()));
    }
    compiled_with(all, changed)
}

#[test]
fn every_text_that_a_help_proposes_is_tried() {
    let mut untried = Vec::new();
    examples(|rule, all, _, found| {
        let good: Vec<String> =
            all.iter().filter(|block| block.info == "kdl").map(|block| plain(&block.text)).collect();
        for finding in &found.diagnostics.0 {
            for text in proposed(finding) {
                let in_fix = |fix: &Fix| fix.edits.iter().any(|edit| plain(&edit.text).contains(&text));
                if !finding.fixes.iter().any(in_fix) && !good.iter().any(|good| good.contains(&text)) {
                    untried.push(format!("{rule}: {text}\n   {}", finding.help.as_deref().unwrap_or_default()));
                }
            }
        }
    });
    assert!(untried.is_empty(), "in no fix, and in no good example:\n{}", untried.join("\n"));
}

/// The parts of a help that can be typed as they are: statements in backticks, values in quotes, ranges.
/// Arguments of programs and texts with something left open are none.
fn proposed(finding: &Diagnostic) -> Vec<String> {
    let help = finding.help.as_deref().unwrap_or_default();
    let (mut texts, mut outside) = (Vec::new(), String::new());
    for (index, part) in help.split('`').enumerate() {
        match index % 2 {
            1 if part.contains(['"', '=']) => texts.push(part.to_string()),
            1 => {}
            _ => outside.push_str(part),
        }
    }
    texts.extend(
        outside.split('"').enumerate().filter(|(index, _)| index % 2 == 1).map(|(_, text)| format!("\"{text}\"")),
    );
    let words: Vec<&str> = outside.split([' ', ',', ';', '"']).filter(|word| !word.is_empty()).collect();
    // After these words a range is a fact, and nothing to write.
    let is_fact = |before: &str| ["gives", "from", "block"].contains(&before);
    let pairs = words.windows(2).filter(|pair| !is_fact(pair[0]) && pair[1].parse::<IpNet>().is_ok());
    texts.extend(pairs.filter(|pair| pair[1].contains('/')).map(|pair| pair[1].to_string()));
    let is_whole = |text: &String| {
        !text.starts_with('-') && !text.ends_with('=') && !text.contains(['…', '<']) && !text.contains("allow \"")
    };
    texts.iter().filter(|text| is_whole(text)).map(|text| plain(text)).collect()
}

/// A text of a mesh file without what its layout may have otherwise.
fn plain(text: &str) -> String {
    let text = text.replace(['{', '}', ';', '\n'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
