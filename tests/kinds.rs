//! The page of every kind of change is true: its parts are in order, and its example leads to the plan that
//! it shows.

use crate::common::pages::{blocks, ensure, files, is_laid_out, shows};
use crate::common::{compile_with, rendered, sync};
use meshc::impact::{KINDS, Kind, Output, compare, output};
use meshc::rules::RULES;
use meshc::sync::Edited;
use meshc::world::Disk;
use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn pages_are_true() {
    let wrong: Vec<String> = KINDS.iter().filter_map(|kind| page_is_true(kind).err()).collect();
    assert!(wrong.is_empty(), "{} pages are not true\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The parts of a page, in order.
const PARTS: &[&str] = &["## Why it matters\n", "## Example\n", "¶\n", "becomes\n¶\n", "¶\n"];

fn page_is_true(kind: &Kind) -> Result<(), String> {
    let path = format!("src/impact/judge/{}.md", kind.name.replace('-', "_"));
    let page = std::fs::read_to_string(&path).unwrap();
    let (all, _) = blocks(&page);
    is_laid_out(&path, &page, PARTS, 200)?;

    let block = |info: &str| all.iter().find(|block| block.info == info).ok_or_else(|| format!("{path}: no {info}"));
    let (before, after, shown) = (&block("kdl before")?.text, &block("kdl after")?.text, &block("text")?.text);
    let dir = tempfile::tempdir().unwrap();
    let deploy = dir.path().join("deploy");
    let [old, new] = [before, after].map(|text| compile_with(files(&all), text));
    for outcome in [&old, &new] {
        ensure(outcome.diagnostics.0.is_empty(), || format!("{path}: {}", rendered(outcome)))?;
    }
    sync(old.tree().unwrap(), &deploy, Edited::Keep).unwrap();
    // A file below `deploy/` takes the place of the one in the old output.
    for (name, text) in all.iter().filter_map(|block| Some((block.info.split_once("file=")?.1, &block.text))) {
        let file = dir.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let clusters = compare(
        &output(&Disk, deploy.to_str().unwrap(), &meshc::places().folders).unwrap(),
        &Output::of(new.tree().unwrap()),
    );
    let found: Vec<_> = clusters.iter().flat_map(|cluster| &cluster.impacts).collect();
    ensure(found.iter().any(|impact| impact.kind == kind.name), || {
        format!("{path}: the example has none\n{found:#?}")
    })?;
    for impact in found {
        ensure(!impact.reason.ends_with(['.', ' ']), || format!("{path}: {}", impact.reason))?;
        let known = KINDS.iter().find(|kind| kind.name == impact.kind);
        ensure(known.is_some_and(|kind| kind.risks.contains(&impact.risk)), || format!("{path}: {impact:?}"))?;
    }

    std::fs::write(dir.path().join("mesh.kdl"), after).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    let ran = command.current_dir(dir.path()).env_remove("MESHC_OUT").arg("plan").output().unwrap();
    let plan = String::from_utf8(ran.stdout).unwrap();
    shows(&path, &page, shown, &plan)
}

#[test]
fn every_page_is_registered_and_no_kind_is_called_like_a_rule() {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert!(names.is_sorted(), "KINDS are sorted by name: {names:?}");
    let files = std::fs::read_dir("src/impact/judge").unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|found| found == "md"));
    let stems: BTreeSet<String> =
        pages.map(|path| path.file_stem().unwrap().to_str().unwrap().replace('_', "-")).collect();
    assert_eq!(stems, names.iter().map(ToString::to_string).collect(), "src/impact/judge/*.md and KINDS");
    assert!(RULES.iter().all(|row| !names.contains(&row.rule.name)));
}
