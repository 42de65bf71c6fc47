//! What clusters are called: by Cilium, or else by their files.

use super::facts::{Facts, Name};
use super::places::is_common;
use super::substitution;
use crate::yaml::{self, Value};

/// A cluster with the name that Cilium has for it, or else its file's.
pub fn called(mut facts: Facts) -> Facts {
    let values = Value::Object(facts.values());
    let of_values = yaml::at(&values, "cluster.name").filter(|name| !substitution::is_template(name));
    let of_config = facts.config.iter().find(|seen| seen.value.0 == "cluster-name").map(|seen| seen.value.1.as_str());
    let name = of_values.and_then(Value::as_str).or(of_config).filter(|name| *name != "default");
    let name = name.map(str::to_string);
    facts.call(name.map_or(Name::Unknown, Name::OfCilium));
    let stem = facts.files.first().and_then(|file| candidates(file).into_iter().next());
    facts.call(stem.map_or(Name::Unknown, Name::OfFile));
    facts
}

/// Names of files and folders that are of the kind of a file, and of no cluster.
const KINDS: &[&str] = &[
    "app",
    "application",
    "apps",
    "chart",
    "charts",
    "cilium",
    "cilium-values",
    "clusters",
    "config",
    "controllers",
    "helm",
    "helm-release",
    "helmrelease",
    "infra",
    "infrastructure",
    "kube-system",
    "kustomization",
    "network",
    "networking",
    "overlays",
    "patch",
    "release",
    "values",
];

/// What a cluster may be called by its file: the words of the path that are not of its kind, the last first.
/// Where there are no others, the first of these.
fn candidates(path: &str) -> Vec<String> {
    let mut parts = path.split('/').rev();
    let file = parts.next().unwrap_or_default();
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_kind = |word: &&str| KINDS.contains(word) || word.is_empty();
    let of_file = file.split('.').find(|word| !is_kind(word)).map(without_kind);
    let folders = parts.filter(|word| !is_kind(word) && ![".", ".."].contains(word));
    let found: Vec<String> = of_file.into_iter().chain(folders).map(plain).filter(|name| !name.is_empty()).collect();
    if found.is_empty() {
        vec![plain(path.split('/').find(|word| !word.is_empty()).unwrap_or("cluster"))]
    } else {
        found
    }
}

/// A word without what tells its kind: `values-oslo`, `oslo-values`, `cilium-oslo`.
fn without_kind(word: &str) -> &str {
    let of_kind = ["values", "cilium", "helm"];
    let mut word = word;
    for kind in of_kind.iter().chain(&of_kind) {
        let before = word.strip_prefix(kind).and_then(|rest| rest.strip_prefix(['-', '_']));
        let behind = word.strip_suffix(kind).and_then(|rest| rest.strip_suffix(['-', '_']));
        word = before.or(behind).filter(|rest| !rest.is_empty()).unwrap_or(word);
    }
    word
}

fn plain(name: &str) -> String {
    let name = name.split('.').next().unwrap_or(name);
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    plain.collect::<String>().trim_matches('-').to_string()
}

/// Whether a file is called as one with what several clusters have in common.
pub fn is_called_common(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_so = |word: &str| is_common(without_kind(word)) || ["values", "cilium", "cilium-values"].contains(&word);
    stem.split('.').filter(|word| !word.is_empty()).all(is_so)
}

/// Gives clusters that are called alike by their files, and have an object each that installs the chart,
/// other names: by the folder in which they differ.
pub fn tell_apart(clusters: &mut [Facts]) {
    let names: Vec<Option<String>> = clusters.iter().map(of_file).collect();
    for name in names.iter().flatten() {
        let alike: Vec<usize> = (0..names.len()).filter(|at| names.get(*at) == Some(&Some(name.clone()))).collect();
        let places = || alike.iter().filter_map(|at| clusters.get(*at)?.object.as_deref());
        let mut all: Vec<Vec<String>> = places().map(candidates).collect();
        all.dedup();
        let depth = all.iter().map(Vec::len).min().unwrap_or_default();
        let differs = |at: &usize| {
            let mut words: Vec<&String> = all.iter().filter_map(|words| words.get(*at)).collect();
            words.sort();
            words.dedup();
            words.len() == all.len()
        };
        let Some(level) = (0..depth).find(differs).filter(|_| all.len() > 1) else { continue };
        for at in alike {
            let own = clusters.get(at).and_then(|facts| candidates(facts.object.as_deref()?).into_iter().nth(level));
            if let (Some(facts), Some(own)) = (clusters.get_mut(at), own) {
                facts.name = Name::OfFile(own);
            }
        }
    }
}

/// The name of a cluster by the file of its object.
fn of_file(facts: &Facts) -> Option<String> {
    match &facts.name {
        Name::OfFile(name) if facts.object.is_some() => Some(name.clone()),
        _ => None,
    }
}
