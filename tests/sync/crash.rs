//! What a crash at any point leaves behind, and what runs do to each other.

use super::place::{A, B, BASE, MESH, assert_exact, built, keep, put, scoped, snapshot, steps_of, text, tree};
use crate::common::sync;
use meshc::sync::{Edited, STAGING, Step, perform};
use meshc::tree::{Scope, Tree};
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;

/// Every step of every scenario in turn is the last one before the machine stops.
#[test]
fn a_crash_leaves_every_file_old_or_new_and_the_next_run_completes() {
    let old = [(A, "a"), (B, "b"), (BASE, "base"), (MESH, "mesh")];
    let new = [(A, "a2"), ("clusters/c/deep/x.yaml", "c"), ("clusters/c/y.yaml", "c"), (BASE, "base"), (MESH, "mesh2")];
    let nothing = |_: &Path| {};
    interrupt(&tree(&[]), &tree(&old), nothing);
    interrupt(&tree(&old), &tree(&[(A, "a2"), (B, "b2"), (BASE, "base2"), (MESH, "mesh")]), nothing);
    interrupt(&tree(&old), &tree(&new), nothing);
    interrupt(&tree(&old), &tree(&[]), nothing);
    let killed = |dir: &Path| {
        put(dir, &format!("{STAGING}/{A}"), "half");
        put(dir, &format!("{STAGING}/clusters/gone/deep/x.yaml"), "half");
    };
    interrupt(&tree(&old), &tree(&new), killed);
    interrupt(&tree(&old), &tree(&old), killed);
    let top = |files: &[(&str, &str)]| scoped(Scope::TopLevel, files);
    interrupt(&top(&[("a.yaml", "a"), ("b.yml", "b")]), &top(&[("a.yaml", "a2"), ("c.yaml", "c")]), nothing);
}

/// A name that no Linux file system takes stands for a full disk: files staged before it are there already.
#[cfg(target_os = "linux")]
#[test]
fn when_staging_fails_nothing_has_changed() {
    let before = tree(&[(A, "a"), (B, "b")]);
    let dir = built(&before);
    let too_long = format!("mesh/{}", "x".repeat(300));
    let after = tree(&[(A, "new"), (BASE, "new"), (&too_long, "new")]);
    let error = sync(&after, dir.path(), Edited::Keep).unwrap_err();
    assert!(error.to_string().contains(&too_long), "{error}");
    assert_exact(&before, dir.path());
}

#[test]
fn a_folder_that_somebody_fills_meanwhile_stays() {
    let dir = tempdir().unwrap();
    put(dir.path(), "clusters/a/mine", "mine");
    perform(&Step::RemoveFolder(dir.path().join("clusters/a"))).unwrap();
    assert_eq!(text(dir.path(), "clusters/a/mine"), "mine");
    assert!(perform(&Step::RemoveFolder(dir.path().join("nowhere"))).is_err());
}

#[cfg(unix)]
#[test]
fn a_run_waits_for_the_one_before_it() {
    let dir = tempdir().unwrap();
    let lock = File::open(dir.path()).unwrap();
    lock.lock().unwrap();
    let wanted = tree(&[(A, "a")]);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| keep(&wanted, dir.path()));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!run.is_finished() && snapshot(dir.path()).0.is_empty());
        lock.unlock().unwrap();
    });
    assert_exact(&wanted, dir.path());
    lock.try_lock().unwrap();
}

#[cfg(unix)]
#[test]
fn two_runs_at_once_do_not_mix() {
    let one = tree(&[(A, "one"), (BASE, "one"), ("clusters/one/x.yaml", "one")]);
    let two = tree(&[(A, "two"), (BASE, "two"), ("clusters/two/x.yaml", "two")]);
    let dir = tempdir().unwrap();
    std::thread::scope(|scope| {
        for tree in [&one, &two] {
            scope.spawn(|| (0..50).for_each(|_| drop(keep(tree, dir.path()))));
        }
    });
    let last = if text(dir.path(), A).ends_with("one") { &one } else { &two };
    assert_exact(last, dir.path());
}

fn interrupt(old: &Tree, new: &Tree, prepare: fn(&Path)) {
    let start = || {
        let dir = built(old);
        prepare(dir.path());
        dir
    };
    let count = steps_of(new, start().path()).unwrap().0.len();
    for last in 0..=count {
        for half_written in [false, true] {
            let dir = start();
            let (steps, _) = steps_of(new, dir.path()).unwrap();
            let (done, rest) = steps.split_at(last);
            done.iter().for_each(|step| perform(step).unwrap());
            match rest.first() {
                Some(Step::Write(path, text)) if half_written => fs::write(path, &text[..text.len() / 2]).unwrap(),
                _ if half_written => continue,
                _ => {}
            }
            assert_old_or_new(old, new, dir.path());
            keep(new, dir.path());
            assert_exact(new, dir.path());
        }
    }
}

#[track_caller]
fn assert_old_or_new(old: &Tree, new: &Tree, dir: &Path) {
    let (files, _) = snapshot(dir);
    let staged = format!("{STAGING}/");
    for (path, text) in files.iter().filter(|(path, _)| !path.starts_with(&staged)) {
        assert!([old.get(path), new.get(path)].contains(&Some(text)), "{path}: {text}");
    }
    for (path, _) in old.files().filter(|(path, _)| new.get(path).is_some()) {
        assert!(files.contains_key(path), "{path} is in both and was gone for a moment");
    }
}
