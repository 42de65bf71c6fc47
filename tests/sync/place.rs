//! Trees and directories, and what a directory holds.

use crate::common::sync;
use meshc::sync::{Edited, Kept, Report, Seen, Step, Why};
use meshc::tree::{Scope, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::{TempDir, tempdir};

pub const A: &str = "clusters/a/kustomization.yaml";
pub const B: &str = "clusters/b/kustomization.yaml";
pub const BASE: &str = "base/1.2/cilium-ds.yaml";
pub const MESH: &str = "mesh/cilium-clustermesh.yaml";

pub fn tree(files: &[(&str, &str)]) -> Tree {
    scoped(Scope::Output(meshc::places()), files)
}

pub fn scoped(scope: Scope, files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::new(scope, "m");
    for (path, body) in files {
        assert!(tree.insert(*path, body), "{path}");
    }
    tree
}

/// A directory that holds this tree.
pub fn built(tree: &Tree) -> TempDir {
    let dir = tempdir().unwrap();
    keep(tree, dir.path());
    dir
}

pub fn keep(tree: &Tree, dir: &Path) -> Report {
    sync(tree, dir, Edited::Keep).unwrap()
}

pub fn steps_of(tree: &Tree, dir: &Path) -> std::io::Result<(Vec<Step>, Report)> {
    meshc::sync::steps(tree, &Seen::of(tree.scope(), dir)?, Edited::Keep)
}

pub fn put(dir: &Path, path: &str, text: impl AsRef<[u8]>) {
    fs::create_dir_all(dir.join(path).parent().unwrap()).unwrap();
    fs::write(dir.join(path), text).unwrap();
}

pub fn text(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap()
}

pub fn kept(path: &str, why: Why) -> Vec<Kept> {
    vec![Kept { path: path.to_string(), why }]
}

/// Every file below `dir` with its text, and every folder.
pub fn snapshot(dir: &Path) -> (BTreeMap<String, String>, BTreeSet<String>) {
    let (mut files, mut folders) = (BTreeMap::new(), BTreeSet::new());
    for entry in walkdir::WalkDir::new(dir).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/");
        if entry.file_type().is_dir() {
            folders.insert(path);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
    (files, folders)
}

/// The directory holds the tree's files and their folders, and nothing else.
#[track_caller]
pub fn assert_exact(tree: &Tree, dir: &Path) {
    let wanted: BTreeMap<_, _> = tree.files().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let above =
        |path: &String| -> Vec<String> { path.match_indices('/').map(|(at, _)| path[..at].to_string()).collect() };
    let folders: BTreeSet<_> = wanted.keys().flat_map(above).collect();
    assert_eq!(snapshot(dir), (wanted, folders));
}

pub const LONG_AGO: Duration = Duration::from_secs(1_000_000_000);

pub fn age(file: &Path) {
    File::options().write(true).open(file).unwrap().set_modified(SystemTime::UNIX_EPOCH + LONG_AGO).unwrap();
}

pub fn is_touched(file: &Path) -> bool {
    fs::metadata(file).unwrap().modified().unwrap() != SystemTime::UNIX_EPOCH + LONG_AGO
}
