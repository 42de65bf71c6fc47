//! What lies outside of a tree's scope, and what is no file: folders, links, names that are not Unicode.

use super::place::{A, B, BASE, assert_exact, built, keep, kept, put, scoped, snapshot, text, tree};
use crate::common::sync;
use meshc::sync::{Edited, Report, STAGING, Why};
use meshc::tree::Scope;
use std::fs;
use std::path::Path;
use tempfile::tempdir;

#[test]
fn only_the_scope_is_looked_at() {
    let stale = tree(&[(A, "stale")]).get(A).unwrap().to_string();
    let outside = |dir: &Path, paths: &[&str]| paths.iter().for_each(|path| put(dir, path, &stale));
    let all_there =
        |dir: &Path, paths: &[&str]| paths.iter().for_each(|path| assert_eq!(text(dir, path), stale, "{path}"));

    let dir = tempdir().unwrap();
    let others = ["top.yaml", "src/clusters/x.yaml", "other/x.yaml"];
    outside(dir.path(), &others);
    fs::create_dir(dir.path().join("src/empty")).unwrap();
    outside(dir.path(), &["clusters/gone/x.yaml"]);
    assert_eq!(keep(&tree(&[(A, "a")]), dir.path()).removed, ["clusters/gone/x.yaml"]);
    all_there(dir.path(), &others);
    assert!(dir.path().join("src/empty").is_dir());

    let dir = tempdir().unwrap();
    let others = ["notes.txt", "clusters/x.yaml", "x.yaml/x.yaml"];
    outside(dir.path(), &others);
    outside(dir.path(), &["gone.yaml", "gone.yml"]);
    fs::create_dir(dir.path().join("empty.yaml")).unwrap();
    let report = keep(&scoped(Scope::TopLevel, &[("a.yaml", "a")]), dir.path());
    assert!(dir.path().join("empty.yaml").is_dir());
    assert_eq!((report.written, report.removed), (vec!["a.yaml".into()], vec!["gone.yaml".into(), "gone.yml".into()]));
    all_there(dir.path(), &others);
}

#[test]
fn a_tree_that_leaves_its_scope_is_refused() {
    for (scope, path) in
        [(Scope::Output(meshc::places()), "src/x.yaml"), (Scope::TopLevel, "base/x.yaml"), (Scope::TopLevel, "x")]
    {
        let dir = tempdir().unwrap();
        put(dir.path(), path, "");
        assert!(sync(&scoped(scope, &[(path, "x")]), dir.path(), Edited::Overwrite).is_err(), "{path}");
        assert_eq!(text(dir.path(), path), "");
    }
}

#[test]
fn a_folder_for_a_file_and_a_file_for_a_folder_are_reported() {
    let dir = tempdir().unwrap();
    put(dir.path(), "base", "mine");
    put(dir.path(), "clusters/a/kustomization.yaml/mine", "mine");
    let report = sync(&tree(&[(A, "a"), (B, "b"), (BASE, "base")]), dir.path(), Edited::Overwrite).unwrap();
    let both = [kept(BASE, Why::NoFolder), kept(A, Why::Folder)].concat();
    assert_eq!(report, Report { written: vec![B.into()], kept: both, ..Report::default() });
    assert_eq!(text(dir.path(), "base"), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_is_neither_followed_nor_replaced() {
    use std::os::unix::fs::symlink;
    let stale = tree(&[("base/x", "stale"), ("clusters/a/x", "stale")]);
    for edited in [Edited::Keep, Edited::Overwrite] {
        let elsewhere = built(&stale);
        let before = snapshot(elsewhere.path());
        let dir = tempdir().unwrap();
        let place = |path: &str| dir.path().join(path);
        symlink(elsewhere.path().join("base"), place("base")).unwrap();
        fs::create_dir_all(place("clusters/b")).unwrap();
        symlink(elsewhere.path().join("clusters/a"), place("clusters/a")).unwrap();
        symlink(elsewhere.path().join("base/x"), place(B)).unwrap();
        symlink(elsewhere.path().join("base/x"), place("clusters/b/stale.yaml")).unwrap();
        symlink("nowhere", place("clusters/b/values.yaml")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(place("clusters/b/socket")).unwrap();

        let wanted = [BASE, A, B, "clusters/b/socket", "clusters/b/values.yaml"];
        let report = sync(&tree(&wanted.map(|path| (path, "new"))), dir.path(), edited).unwrap();
        assert_eq!(report, Report { kept: wanted.map(|path| kept(path, Why::Link)).concat(), ..Report::default() });
        assert_eq!(snapshot(elsewhere.path()), before);
        for link in ["base", "clusters/a", B, "clusters/b/stale.yaml", "clusters/b/values.yaml"] {
            assert!(place(link).is_symlink(), "{link}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_do_no_harm() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let root = tempdir().unwrap();
    let dir = root.path().join(OsStr::from_bytes(b"\xff"));
    let before = tree(&[(A, "a"), (B, "b")]);
    keep(&before, &dir);
    let foreign = dir.join("clusters").join(OsStr::from_bytes(b"b/\xff"));
    fs::write(&foreign, before.get(B).unwrap()).unwrap();
    let report = keep(&tree(&[(A, "a")]), &dir);
    assert_eq!(report, Report { removed: vec![B.into()], unchanged: 1, ..Report::default() });
    assert!(foreign.is_file());
}

#[cfg(unix)]
#[test]
fn the_directory_itself_may_be_a_link() {
    let (real, root) = (tempdir().unwrap(), tempdir().unwrap());
    let link = root.path().join("deploy");
    std::os::unix::fs::symlink(real.path(), &link).unwrap();
    keep(&tree(&[(B, "b")]), &link);
    let next = tree(&[(A, "a")]);
    keep(&next, &link);
    assert_exact(&next, real.path());
    assert!(link.is_symlink());
}

#[cfg(unix)]
#[test]
fn a_staging_folder_that_is_none_is_an_error() {
    let elsewhere = tempdir().unwrap();
    put(elsewhere.path(), "mine", "mine");
    let dir = tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), dir.path().join(STAGING)).unwrap();
    assert!(sync(&tree(&[(A, "a")]), dir.path(), Edited::Keep).is_err());
    assert_eq!(text(elsewhere.path(), "mine"), "mine");
    assert!(dir.path().join(STAGING).is_symlink() && !dir.path().join("clusters").exists());

    let dir = tempdir().unwrap();
    put(dir.path(), STAGING, "mine");
    assert!(sync(&tree(&[(A, "a")]), dir.path(), Edited::Keep).is_err());
    assert_eq!(text(dir.path(), STAGING), "mine");
}
