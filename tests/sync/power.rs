//! What a power cut at any point leaves behind, when the disk has written what it liked in the order it
//! liked.

use super::place::{A, B, BASE, MESH, assert_exact, built, keep, put, scoped, snapshot, steps_of, tree};
use super::simulated::{Left, Simulated};
use meshc::sync::{STAGING, Step};
use meshc::tree::{Scope, Tree};
use std::collections::BTreeSet;
use tempfile::tempdir;

const OLD: &[(&str, &str)] = &[(A, "a"), (B, "b"), (BASE, "base"), (MESH, "mesh")];
const NEW: &[(&str, &str)] = &[
    (A, "a2"),
    ("base/1.3/cilium-ds.yaml", "base"),
    ("base/1.3/kustomization.yaml", "base"),
    ("clusters/c/deep/x.yaml", "c"),
    ("clusters/c/y.yaml", "c"),
    (MESH, "mesh2"),
];

/// In how many ways the disk loses what it was not waited for: nothing, everything, and some of both.
const CUTS: u64 = 12;

#[test]
fn a_power_cut_leaves_every_file_old_or_new_and_the_next_run_completes() {
    let changes: [(&[_], &[_]); 5] = [
        (&[], OLD),
        (OLD, NEW),
        (NEW, OLD),
        (OLD, &[]),
        (OLD, &[(A, "a2"), (B, "b2"), (BASE, "base2"), (MESH, "mesh")]),
    ];
    for (old, new) in changes {
        let (old, new) = (tree(old), tree(new));
        let steps = each_state(&old, &new, |state| {
            is_sound(&old, &new, state).unwrap_or_else(|wrong| panic!("{wrong}\n{state:#?}"));
            let dir = placed(state);
            keep(&new, dir.path());
            assert_exact(&new, dir.path());
        });
        assert!(steps > 0);
    }
    let [old, new] = [[("a.yaml", "a"), ("b.yml", "b")], [("a.yaml", "a2"), ("c.yaml", "c")]];
    let top = |files: &[(&str, &str)]| scoped(Scope::TopLevel, files);
    let (old, new) = (top(&old), top(&new));
    each_state(&old, &new, |state| is_sound(&old, &new, state).unwrap_or_else(|wrong| panic!("{wrong}\n{state:#?}")));
}

#[test]
fn what_a_run_has_done_outlasts_a_power_cut() {
    for (old, new) in [(&[][..], OLD), (OLD, NEW), (NEW, OLD), (OLD, &[])] {
        let (old, new) = (tree(old), tree(new));
        let dir = built(&old);
        let (steps, _) = steps_of(&new, dir.path()).unwrap();
        let mut disk = Simulated::of(&snapshot(dir.path()));
        steps.iter().for_each(|step| disk.take(step, dir.path()));
        let staged = format!("{STAGING}/");
        let (mut files, _) = disk.cut(|| false);
        files.retain(|path, _| !path.starts_with(&staged));
        assert!(files.iter().map(|(path, text)| (path.as_str(), text.as_str())).eq(new.files()), "{files:#?}");
    }
}

/// The simulation sees what goes wrong: each kind of waiting is there for something.
#[test]
fn without_waiting_a_power_cut_does_harm() {
    let (old, new) = (tree(OLD), tree(NEW));
    let is_harmed = |skips: fn(&Step) -> bool| {
        let mut is_harmed = false;
        states(&old, &new, skips, |state| is_harmed |= is_sound(&old, &new, state).is_err());
        is_harmed
    };
    assert!(!is_harmed(|_| false));
    assert!(is_harmed(|step| matches!(step, Step::WaitForFiles(_))));
    assert!(is_harmed(|step| matches!(step, Step::WaitForFolders(_))));
    assert!(is_harmed(Step::waits));
}

fn each_state(old: &Tree, new: &Tree, hold: impl FnMut(&Left)) -> usize {
    states(old, new, |_| false, hold)
}

/// The states that a power cut may leave after each step of a run, each once; returns the number of steps.
fn states(old: &Tree, new: &Tree, skips: fn(&Step) -> bool, mut hold: impl FnMut(&Left)) -> usize {
    let dir = built(old);
    // A run was killed before this one.
    put(dir.path(), &format!("{STAGING}/clusters/gone/x.yaml"), "half");
    let (steps, _) = steps_of(new, dir.path()).unwrap();
    let mut disk = Simulated::of(&snapshot(dir.path()));
    let (mut random, mut seen) = (1, BTreeSet::new());
    for last in 0..=steps.len() {
        for cut in 0..CUTS {
            let state = disk.cut(|| match cut {
                0 => false,
                1 => true,
                _ => next(&mut random) % 3 < cut % 3,
            });
            if seen.insert(state.clone()) {
                hold(&state);
            }
        }
        if let Some(step) = steps.get(last).filter(|step| !skips(step)) {
            disk.take(step, dir.path());
        }
    }
    steps.len()
}

/// A small generator: the same states in every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Each file is old or new; what is in both trees is there; a new folder is there with all its files; and
/// nothing is gone before everything new is there.
fn is_sound(old: &Tree, new: &Tree, (files, _): &Left) -> Result<(), String> {
    let staged = format!("{STAGING}/");
    let is = |path: &str, tree: &Tree| files.get(path).map(String::as_str) == tree.get(path);
    for path in files.keys().filter(|path| !path.starts_with(&staged)) {
        if !is(path, old) && !is(path, new) {
            return Err(format!("{path} is neither old nor new"));
        }
    }
    for (path, _) in old.files().filter(|(path, _)| new.get(path).is_some()) {
        if !files.contains_key(path) {
            return Err(format!("{path} is in both and is gone"));
        }
    }
    let in_new_folders: Vec<&str> = new.files().filter_map(|(path, _)| new_folder(old, path)).collect();
    for folder in &in_new_folders {
        let beside = || new.files().filter(|(path, _)| path.starts_with(folder));
        let there = beside().filter(|(path, _)| files.contains_key(*path)).count();
        if there != 0 && there != beside().count() {
            return Err(format!("{folder} is there in part"));
        }
    }
    let is_changed = |path: &str| old.get(path).is_some() && !is(path, old);
    let is_complete = |(path, _): (&str, &str)| is(path, new);
    let is_gone = old.files().any(|(path, _)| new.get(path).is_none() && is_changed(path));
    if is_gone && !new.files().all(is_complete) {
        return Err("something is gone, and what is new is not there yet".to_string());
    }
    let is_replaced = new.files().any(|(path, _)| is_changed(path));
    let mut added = new.files().filter(|(path, _)| new_folder(old, path).is_some());
    if is_replaced && !added.all(is_complete) {
        return Err("a file is new, and a new folder that it may name is not there yet".to_string());
    }
    Ok(())
}

/// The folder of a path, with its slash, where the old tree has none.
fn new_folder<'p>(old: &Tree, path: &'p str) -> Option<&'p str> {
    let folder = &path[..=path.rfind('/')?];
    (!old.files().any(|(other, _)| other.starts_with(folder))).then_some(folder)
}

fn placed((files, folders): &Left) -> tempfile::TempDir {
    let dir = tempdir().unwrap();
    folders.iter().for_each(|folder| std::fs::create_dir_all(dir.path().join(folder)).unwrap());
    files.iter().for_each(|(path, text)| put(dir.path(), path, text));
    dir
}
