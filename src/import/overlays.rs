//! Kustomizations among the files to what they build: the documents of their resources, patched, and the
//! ConfigMaps that they generate. A HelmRelease in a base is then one of each cluster that builds on it, with
//! that cluster's patches and values.
//!
//! What kustomize itself would not take (`api/types/kustomization.go`, 5.7) is not judged here: what no
//! kustomization reaches stays a file by itself, and what it names among no given file is remembered.

mod flux;
mod generate;
mod patches;

pub use flux::{applying, patched};

use super::files::{Build, File};
use super::places::{folder_of, joined};
use crate::manifest::kind;
use crate::yaml::{Value, items, text_at};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The most levels of kustomizations that build on others.
const DEEPEST: usize = 32;
/// The most bytes of text that all of them come to, as a folder may be built on by many.
const MOST: usize = 256 << 20;
/// What a file counts beside its text.
const EACH: usize = 4 << 10;

/// The files, with what kustomizations build in the place of what they take.
pub fn overlay(files: Vec<File>) -> Vec<File> {
    let roots = roots(&files);
    if roots.is_empty() {
        return files;
    }
    let mut index = Index::of(&files);
    let mut built: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for root in &roots {
        let mut build = Build { kustomization: root.clone(), ..Build::default() };
        let mut made = Vec::new();
        index.apply(folder_of(root), &mut made, &mut build);
        let build = Rc::new(build);
        made.iter_mut().for_each(|file| file.build = Some(Rc::clone(&build)));
        built.insert(root.clone(), made);
    }
    let used = index.used;
    // What the command line names for a cluster stays there, unless a kustomization of the same one takes it.
    let groups: Vec<&String> = files
        .iter()
        .filter(|file| built.contains_key(&joined("", &file.path)))
        .filter_map(|file| file.cluster.as_ref())
        .collect();
    let is_taken = |file: &File| file.cluster.as_ref().is_none_or(|name| groups.contains(&name));
    let mut all = Vec::new();
    for file in &files {
        let path = joined("", &file.path);
        match built.get(&path) {
            Some(made) => {
                let of_argument =
                    |one: &File| File { cluster: file.cluster.clone(), folder: file.folder, ..one.clone() };
                all.extend(made.iter().map(of_argument));
            }
            None if used.contains(&path) && is_taken(file) => {}
            None => all.push(file.clone()),
        }
    }
    all
}

/// The paths of kustomizations on which no other builds.
fn roots(files: &[File]) -> Vec<String> {
    let all = files.iter().filter_map(|file| Some((joined("", &file.path), kustomization(file)?)));
    let all: Vec<(String, &Value)> = all.collect();
    let named: BTreeSet<String> = all
        .iter()
        .flat_map(|(path, one)| built_on(one).map(|named| joined(folder_of(path), named)).collect::<Vec<_>>())
        .collect();
    let is_component = |one: &Value| kind(one) == "Component";
    let is_root = |(path, one): &&(String, &Value)| !named.contains(folder_of(path)) && !is_component(one);
    let mut roots: Vec<String> = all.iter().filter(is_root).map(|(path, _)| path.clone()).collect();
    roots.dedup();
    roots
}

/// The kustomization in a file of that name.
fn kustomization(file: &File) -> Option<&Value> {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let is_named = ["kustomization.yaml", "kustomization.yml", "Kustomization"].contains(&name);
    let document = file.documents.first().filter(|_| is_named)?;
    let version = text_at(document, "/apiVersion");
    (version.is_empty() || version.starts_with("kustomize.config.k8s.io/")).then_some(document)
}

/// What a kustomization builds on.
fn built_on(kustomization: &Value) -> impl Iterator<Item = &str> {
    let lists = ["/resources", "/bases", "/components"];
    lists.into_iter().flat_map(|list| items(kustomization, list)).filter_map(Value::as_str)
}

/// The files by their paths, and what has been made of them.
struct Index<'f> {
    files: BTreeMap<String, &'f File>,
    used: BTreeSet<String>,
    open: Vec<String>,
    left: usize,
}

impl<'f> Index<'f> {
    fn of(files: &'f [File]) -> Self {
        let files = files.iter().map(|file| (joined("", &file.path), file)).collect();
        Index { files, used: BTreeSet::new(), open: Vec::new(), left: MOST }
    }

    /// The path of a folder's kustomization, and what is in it.
    fn kustomization(&self, folder: &str) -> Option<(String, &'f Value)> {
        let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
        let mut found = names.into_iter().filter_map(|name| {
            let path = joined(folder, name);
            Some((path.clone(), kustomization(self.files.get(&path)?)?))
        });
        found.next()
    }

    /// Adds what a folder's kustomization builds, over what is there where it is a component.
    fn apply(&mut self, folder: &str, made: &mut Vec<File>, build: &mut Build) {
        let Some((path, kustomization)) = self.kustomization(folder) else { return };
        if self.open.contains(&path) || self.open.len() >= DEEPEST || !self.spend(0) {
            return;
        }
        self.open.push(path.clone());
        for named in built_on(kustomization) {
            self.resource(&joined(folder, named), made, build);
        }
        self.used.insert(path.clone());
        build.beside.push(path.clone());
        generate::config_maps(self, (folder, kustomization), made, build);
        patches::all(self, (&path, kustomization), made, build);
        if let Some(namespace) = kustomization.get("namespace").and_then(Value::as_str) {
            patches::set_namespace(made, namespace);
        }
        // Helm's charts are what the kustomization itself has.
        if let Some(file) = self.files.get(&path).filter(|_| kustomization.get("helmCharts").is_some()) {
            made.push((*file).clone());
        }
        self.open.pop();
    }

    fn resource(&mut self, path: &str, made: &mut Vec<File>, build: &mut Build) {
        match self.kustomization(path) {
            Some((_, one)) if kind(one) == "Component" => self.apply(path, made, build),
            Some(_) => {
                let mut below = Vec::new();
                self.apply(path, &mut below, build);
                made.extend(below);
            }
            None => match self.take(path) {
                Some(file) => made.push(file.clone()),
                None => build.missing.push(path.to_string()),
            },
        }
    }

    /// A file that a kustomization takes.
    fn take(&mut self, path: &str) -> Option<&'f File> {
        let file = self.files.get(path).copied()?;
        if !self.spend(file.text.len()) {
            return None;
        }
        self.used.insert(path.to_string());
        Some(file)
    }

    /// Whether there is room for so many bytes more.
    fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes + EACH);
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}
