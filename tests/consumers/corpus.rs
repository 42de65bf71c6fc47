//! Meshes with values as users have them, of our own making, rendered by the charts of every line: what meshc
//! takes the chart takes, and its YAML has no key twice; what the chart refuses meshc refuses.
//!
//! `HELM` and `CILIUM_CHARTS` as in `helm`.

use super::helm::{Chart, Helm, charts};
use crate::common::{compile, programs, rendered};
use std::path::PathBuf;

const FOLDER: &str = "tests/consumers/corpus";

/// The meshes of which some cluster renders with no chart.
const WRONG: &[&str] = &["mistyped", "refused"];

/// What a chart refuses is what these find. With them off there is an output that it can be shown.
const REFUSALS: &str = "lint { agent-does-not-start \"off\"; chart-does-not-render \"off\"; duplicate-config-key \"off\"; \
                        wrong-helm-type \"off\"; removed-helm-value \"off\"; }\n";

#[test]
fn what_users_have_is_taken_by_meshc_and_by_the_charts() {
    for (name, text) in meshes() {
        for chart in charts() {
            let outcome = compile(&text.replace("{release}", &chart.version));
            let is_wrong = WRONG.contains(&name.as_str());
            assert_eq!(outcome.diagnostics.has_errors(), is_wrong, "{name} {}\n{}", chart.version, rendered(&outcome));
        }
    }
    for program in programs("HELM", "helm") {
        let helm = Helm::of(program);
        let mut problems = Vec::new();
        for (name, text) in meshes() {
            for chart in charts() {
                problems.extend(problem(&helm, &chart, &text).map(|problem| format!("{name}: {problem}")));
            }
        }
        assert!(problems.is_empty(), "{} differences:\n{}", problems.len(), problems.join("\n"));
    }
}

/// What meshc and a chart think differently of a mesh.
fn problem(helm: &Helm, chart: &Chart, text: &str) -> Option<String> {
    let version = &chart.version;
    let text = text.replace("{release}", version);
    let has_errors = compile(&text).diagnostics.has_errors();
    let silent = compile(&format!("{text}{REFUSALS}"));
    let Some(tree) = silent.tree() else {
        return Some(format!("{version}: no output\n{}", rendered(&silent)));
    };
    let refused: Vec<String> = silent
        .clusters
        .iter()
        .filter_map(|cluster| helm.render(chart, tree.get(&format!("clusters/{cluster}/values.yaml"))?).err())
        .collect();
    // What a chart takes may still be refused by Kubernetes.
    let is_agreed = refused.is_empty() || has_errors;
    (!is_agreed).then(|| format!("{version}: meshc takes it, and {}", refused.join("; ")))
}

/// Each mesh with its name.
fn meshes() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap().to_string();
        (name, std::fs::read_to_string(file).unwrap())
    };
    files.into_iter().map(read).collect()
}
