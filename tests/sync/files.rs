//! What is written, what is removed, and what is left alone.

use super::place::{
    A, B, BASE, MESH, age, assert_exact, built, is_touched, keep, kept, put, snapshot, steps_of, text, tree,
};
use crate::common::sync;
use meshc::sync::{Edited, Kept, Report, Why, compare};
use meshc::tree::Header;
use std::fs;
use tempfile::tempdir;

#[test]
fn a_fresh_directory_gets_the_tree() {
    let root = tempdir().unwrap();
    let dir = root.path().join("not/yet/there");
    let tree = tree(&[(A, "a"), (BASE, "base")]);
    let report = keep(&tree, &dir);
    assert_eq!(report, Report { written: vec![BASE.into(), A.into()], ..Report::default() });
    assert_exact(&tree, &dir);
}

#[test]
fn a_file_without_comments_has_its_header_beside_it() {
    const FILE: &str = "kops/a.json";
    const HEADER: &str = "kops/a.json.meshc";
    let json = |body: &str| {
        let mut tree = tree(&[(A, "a")]);
        assert!(tree.insert_with(FILE, body, Header::Beside));
        assert!(!tree.insert_with(HEADER, body, Header::Comment("# ")), "taken");
        tree
    };
    let dir = built(&json("{}\n"));
    let dir = dir.path();
    assert_eq!(text(dir, FILE), "{}\n");
    assert_exact(&json("{}\n"), dir);
    assert_eq!(keep(&json("[]\n"), dir).written, [FILE, HEADER]);

    put(dir, FILE, "[1]\n");
    assert_eq!(keep(&json("[]\n"), dir).kept, kept(FILE, Why::Edited));
    assert_eq!(sync(&json("[]\n"), dir, Edited::Overwrite).unwrap().written, [FILE]);

    // Edited and no longer wanted: it stays with its header, whichever run comes next.
    put(dir, FILE, "[2]\n");
    let both = vec![Kept { path: FILE.into(), why: Why::Edited }, Kept { path: HEADER.into(), why: Why::Edited }];
    for _ in 0..2 {
        assert_eq!(keep(&tree(&[(A, "a")]), dir).kept, both);
    }
    put(dir, FILE, "[]\n");

    put(dir, "kops/b.json", "{}\n");
    assert_eq!(keep(&tree(&[(A, "a")]), dir).removed, [FILE, HEADER]);
    assert_eq!(text(dir, "kops/b.json"), "{}\n");
}

#[test]
fn only_what_differs_is_touched() {
    let dir = built(&tree(&[(A, "a"), (B, "b\n"), (BASE, "base\n"), (MESH, "mesh")]));
    let dir = dir.path();
    put(dir, B, text(dir, B).replace('\n', "\r\n"));
    put(dir, BASE, text(dir, BASE).replace('\n', "\r\n"));
    let (b, base) = (text(dir, B), text(dir, BASE));
    [A, B, BASE, MESH].iter().for_each(|path| age(&dir.join(path)));

    let report = keep(&tree(&[(A, "a"), (B, "b\n"), (BASE, "base\n"), (MESH, "new")]), dir);
    assert_eq!(report, Report { written: vec![MESH.into()], unchanged: 3, ..Report::default() });
    assert_eq!([A, B, BASE, MESH].map(|path| is_touched(&dir.join(path))), [false, false, false, true]);
    assert_eq!((text(dir, B), text(dir, BASE)), (b, base));
}

#[test]
fn nothing_to_do_is_no_step() {
    let tree = tree(&[(A, "a"), (BASE, "base")]);
    let dir = built(&tree);
    assert_eq!(steps_of(&tree, dir.path()).unwrap(), (vec![], Report { unchanged: 2, ..Report::default() }));
    assert_eq!(compare(&tree, dir.path()).unwrap(), vec![]);
}

#[test]
fn a_file_that_git_could_not_merge_is_written_anew() {
    let new = tree(&[(A, "one\ntwo\n"), (BASE, "base")]);
    let dir = built(&new);
    let dir = dir.path();
    let merged = text(dir, A);
    for (conflict, is_ours) in [
        (merged.replace("two", "<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> other"), true),
        (merged.replace("two", "<<<<<<< HEAD\ntwo\n||||||| base\n=======\nthree\n>>>>>>> other"), true),
        (format!("<<<<<<< HEAD\n{merged}=======\n# another header\nthree\n>>>>>>> other\n"), true),
        (merged.split_once('\n').unwrap().1.to_string(), true),
        (merged.replace("two", "<<<<<<< HEAD\ntwo\n"), false),
        (merged.replace("two", "=======\ntwo\n"), false),
    ] {
        put(dir, A, &conflict);
        let report = keep(&new, dir);
        assert_eq!(report.written.is_empty(), !is_ours, "{conflict}");
        assert_eq!(report.kept.is_empty(), is_ours, "{conflict}");
        assert_eq!(text(dir, A) == merged, is_ours, "{conflict}");
    }
}

#[test]
fn what_is_left_of_a_merge_is_removed_where_it_is_not_wanted_any_more() {
    let dir = built(&tree(&[(A, "a"), (B, "one\ntwo\n")]));
    let dir = dir.path();
    let merged = text(dir, B);
    put(dir, B, format!("<<<<<<< HEAD\n{merged}=======\n{merged}three\n>>>>>>> other\n"));
    put(dir, "clusters/b/mine.yaml", "<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> other\n");
    let report = keep(&tree(&[(A, "a")]), dir);
    assert_eq!(report, Report { removed: vec![B.into()], unchanged: 1, ..Report::default() });
    assert!(dir.join("clusters/b/mine.yaml").exists());
}

#[test]
fn an_edited_file_stays_unless_told_otherwise() {
    let dir = built(&tree(&[(A, "a"), (B, "b")]));
    let dir = dir.path();
    let edited = [(A, text(dir, A) + "# mine"), (B, text(dir, B) + "# mine")];
    edited.iter().for_each(|(path, text)| put(dir, path, text));

    let next = tree(&[(A, "new")]);
    let report = keep(&next, dir);
    let both = [kept(A, Why::Edited), kept(B, Why::Edited)].concat();
    assert_eq!(report, Report { kept: both, ..Report::default() });
    edited.iter().for_each(|(path, before)| assert_eq!(&text(dir, path), before));

    let report = sync(&next, dir, Edited::Overwrite).unwrap();
    assert_eq!(report, Report { written: vec![A.into()], removed: vec![B.into()], ..Report::default() });
    assert_exact(&next, dir);
}

#[test]
fn a_foreign_file_stays_whatever_was_told() {
    let foreign: [(&str, &[u8]); 4] = [
        (A, b"mine"),
        (B, b"# Generated by meshc from \xff"),
        ("clusters/c/not-wanted.yaml", b"mine"),
        ("clusters/c/not-unicode.yaml", b"# Generated by meshc from \xff"),
    ];
    let dir = tempdir().unwrap();
    foreign.iter().for_each(|(path, bytes)| put(dir.path(), path, bytes));
    for edited in [Edited::Keep, Edited::Overwrite] {
        let report = sync(&tree(&[(A, "a"), (B, "b")]), dir.path(), edited).unwrap();
        let both = [kept(A, Why::Foreign), kept(B, Why::Foreign)].concat();
        assert_eq!(report, Report { kept: both, ..Report::default() });
        foreign.iter().for_each(|(path, bytes)| assert_eq!(&fs::read(dir.path().join(path)).unwrap(), bytes));
    }
}

#[test]
fn an_empty_file_in_place_of_a_wanted_one_is_ours() {
    let dir = tempdir().unwrap();
    put(dir.path(), A, "");
    put(dir.path(), B, "");
    let report = keep(&tree(&[(A, "a")]), dir.path());
    assert_eq!(report, Report { written: vec![A.into()], ..Report::default() });
    assert_eq!(text(dir.path(), B), "", "nobody wants a file here, so the empty one may be anybody's");
}

#[test]
fn a_stale_file_goes_and_the_folders_it_leaves_empty() {
    let dir = built(&tree(&[(A, "a"), ("clusters/b/deep/x.yaml", "x"), ("kops/c.yaml", "c"), (BASE, "base")]));
    put(dir.path(), "base/1.2/notes", "mine");
    let next = tree(&[(A, "a")]);
    let report = keep(&next, dir.path());
    let removed = vec![BASE.into(), "clusters/b/deep/x.yaml".into(), "kops/c.yaml".into()];
    assert_eq!(report, Report { removed, unchanged: 1, ..Report::default() });
    let (files, folders) = snapshot(dir.path());
    assert_eq!(files.keys().collect::<Vec<_>>(), ["base/1.2/notes", A]);
    assert_eq!(folders.iter().collect::<Vec<_>>(), ["base", "base/1.2", "clusters", "clusters/a"]);

    fs::remove_file(dir.path().join("base/1.2/notes")).unwrap();
    keep(&tree(&[]), dir.path());
    assert_exact(&tree(&[]), dir.path());
}

#[cfg(unix)]
#[test]
fn files_have_the_mode_that_the_umask_gives() {
    use std::{os::unix::fs::PermissionsExt, path::Path};
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let dir = built(&tree(&[(A, "a")]));
    fs::set_permissions(dir.path().join(A), fs::Permissions::from_mode(0o600)).unwrap();
    keep(&tree(&[(A, "new")]), dir.path());
    put(dir.path(), "ordinary", "");
    assert_eq!(mode(&dir.path().join(A)), mode(&dir.path().join("ordinary")));
}
