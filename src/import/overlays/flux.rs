//! Kustomizations of Flux: which of them apply a file, by their path in the repository, and what they patch
//! (`spec.path` and `spec.patches` of kustomize-controller, `docs/spec/v1/kustomizations.md`).

use super::patches;
use crate::import::files::File;
use crate::import::places::folder_of;
use crate::import::substitution;
use crate::manifest::kind;
use crate::world::steps;
use crate::yaml::{Value, items, text_at};

/// The Kustomizations that apply a file: those whose path leads nearest to it.
pub fn applying<'f>(file: &File, all: &[&'f File]) -> Vec<&'f Value> {
    let folder = steps(folder_of(file.place()));
    let documents = all.iter().flat_map(|file| &file.documents).filter(|document| is_kustomization(document));
    let found: Vec<(usize, &Value)> = documents.filter_map(|one| Some((reach(one, &folder)?, one))).collect();
    let best = found.iter().map(|(reach, _)| *reach).max();
    found.into_iter().filter(|(reach, _)| Some(*reach) == best).map(|(_, one)| one).collect()
}

fn is_kustomization(document: &Value) -> bool {
    kind(document) == "Kustomization" && text_at(document, "/apiVersion").starts_with("kustomize.toolkit.fluxcd.io/")
}

/// How many folders of its path lead to a folder; nothing where they lead elsewhere.
fn reach(kustomization: &Value, folder: &[&str]) -> Option<usize> {
    let path = steps(text_at(kustomization, "/spec/path"));
    let leads = !path.is_empty() && folder.windows(path.len()).any(|window| window == path);
    leads.then_some(path.len())
}

/// A document once for each Kustomization that patches it, or as it is. Where it has variables too, only one
/// Kustomization can be known to be meant.
pub fn patched(document: &Value, file: &File, all: &[&File]) -> Vec<Value> {
    if kind(document) != "HelmRelease" {
        return vec![document.clone()];
    }
    let applying = applying(file, all);
    let is_patched = applying.iter().any(|one| !items(one, "/spec/patches").is_empty());
    if !is_patched || (applying.len() > 1 && substitution::is_template(document)) {
        return vec![document.clone()];
    }
    let with = |one: &Value| {
        let mut document = document.clone();
        patches::over(&mut document, items(one, "/spec/patches"));
        document
    };
    applying.into_iter().map(with).filter(|document| !document.is_null()).collect()
}
