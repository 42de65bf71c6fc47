//! The keys of `cilium-config` of a release: those that its chart writes, and the flags of its programs, each
//! of which may be a key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Who knows each key: `c`hart, `a`gent, `o`perator, clustermesh-apiserver (`m`).
pub fn keys(chart: &Path) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, BTreeSet<char>> = BTreeMap::new();
    let template = std::fs::read_to_string(chart.join("templates/cilium-configmap.yaml")).unwrap();
    for key in of_template(&template) {
        found.entry(key).or_default().insert('c');
    }
    for (program, letter) in [("cilium-agent", 'a'), ("cilium-operator", 'o'), ("clustermesh-apiserver", 'm')] {
        let pages = pages(&folder(chart), program);
        // clustermesh-apiserver has a page from 1.15 on.
        assert!(!pages.is_empty() || letter == 'm', "{} has no page of {program}", folder(chart).display());
        for flag in pages.iter().flat_map(|page| of_page(&std::fs::read_to_string(page).unwrap())) {
            found.entry(flag).or_default().insert(letter);
        }
    }
    found.into_iter().map(|(key, who)| (key, who.into_iter().collect())).collect()
}

/// Where the pages are that say the flags of each program.
fn folder(chart: &Path) -> PathBuf {
    let beside = chart.join("../cmdref").join(chart.file_name().unwrap());
    if beside.is_dir() { beside } else { chart.join("../../../Documentation/cmdref") }
}

/// The keys of the ConfigMap's data: those that the text itself has.
fn of_template(text: &str) -> Vec<String> {
    let data = text.lines().skip_while(|line| *line != "data:");
    let key = |line: &str| {
        let (key, _) = line.strip_prefix("  ")?.split_once(':')?;
        let is_key = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        is_key.then(|| key.to_string())
    };
    data.filter_map(key).collect()
}

fn pages(folder: &Path, program: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|_| panic!("{} is missing", folder.display()));
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    // Commands for people, such as `cilium-operator-aws_metrics_list`, read no `cilium-config`.
    let is_page = |page: &&PathBuf| {
        let name = page.file_stem().unwrap().to_str().unwrap();
        let (name, command) = name.split_once('_').unwrap_or((name, ""));
        let is_program = name == program || name.starts_with(&format!("{program}-"));
        is_program && ["", "clustermesh", "kvstoremesh"].contains(&command)
    };
    pages.sort();
    pages.iter().filter(is_page).cloned().collect()
}

/// The flags of a page.
fn of_page(text: &str) -> Vec<String> {
    let flag = |line: &str| {
        let (_, rest) = line.split_once("--").filter(|(before, _)| before.trim().len() <= 3)?;
        line.starts_with("  ").then(|| rest.split([' ', '[']).next().unwrap().to_string())
    };
    text.lines().filter_map(flag).filter(|flag| !flag.is_empty()).collect()
}
