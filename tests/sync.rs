//! Tree → directory: what is written, what is left alone, and what a crash at any point leaves behind.

use meshc::sync::{Difference, Edited, Kept, Report, STAGING, Step, Why, compare, perform, steps, sync, unified};
use meshc::tree::{Header, Scope, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::{TempDir, tempdir};

const A: &str = "clusters/a/kustomization.yaml";
const B: &str = "clusters/b/kustomization.yaml";
const BASE: &str = "base/1.2/cilium-ds.yaml";
const MESH: &str = "mesh/cilium-clustermesh.yaml";

fn tree(files: &[(&str, &str)]) -> Tree {
    scoped(Scope::Output(meshc::places()), files)
}

fn scoped(scope: Scope, files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::new(scope, "mesh.kdl");
    for (path, body) in files {
        assert!(tree.insert(*path, body), "{path}");
    }
    tree
}

/// A directory that holds this tree.
fn built(tree: &Tree) -> TempDir {
    let dir = tempdir().unwrap();
    keep(tree, dir.path());
    dir
}

fn keep(tree: &Tree, dir: &Path) -> Report {
    sync(tree, dir, Edited::Keep).unwrap()
}

fn put(dir: &Path, path: &str, text: impl AsRef<[u8]>) {
    fs::create_dir_all(dir.join(path).parent().unwrap()).unwrap();
    fs::write(dir.join(path), text).unwrap();
}

fn text(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap()
}

fn kept(path: &str, why: Why) -> Vec<Kept> {
    vec![Kept { path: path.to_string(), why }]
}

/// Every file below `dir` with its text, and every folder.
fn snapshot(dir: &Path) -> (BTreeMap<String, String>, BTreeSet<String>) {
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
fn assert_exact(tree: &Tree, dir: &Path) {
    let wanted: BTreeMap<_, _> = tree.files().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let above =
        |path: &String| -> Vec<String> { path.match_indices('/').map(|(at, _)| path[..at].to_string()).collect() };
    let folders: BTreeSet<_> = wanted.keys().flat_map(above).collect();
    assert_eq!(snapshot(dir), (wanted, folders));
}

const LONG_AGO: Duration = Duration::from_secs(1_000_000_000);

fn age(file: &Path) {
    File::options().write(true).open(file).unwrap().set_modified(SystemTime::UNIX_EPOCH + LONG_AGO).unwrap();
}

fn is_touched(file: &Path) -> bool {
    fs::metadata(file).unwrap().modified().unwrap() != SystemTime::UNIX_EPOCH + LONG_AGO
}

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
    assert_eq!(steps(&tree, dir.path(), Edited::Keep).unwrap(), (vec![], Report { unchanged: 2, ..Report::default() }));
    assert_eq!(compare(&tree, dir.path()).unwrap(), vec![]);
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
    let both = [kept(BASE, Why::Foreign), kept(A, Why::Foreign)].concat();
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

fn interrupt(old: &Tree, new: &Tree, prepare: fn(&Path)) {
    let start = || {
        let dir = built(old);
        prepare(dir.path());
        dir
    };
    let count = steps(new, start().path(), Edited::Keep).unwrap().0.len();
    for last in 0..=count {
        for half_written in [false, true] {
            let dir = start();
            let (steps, _) = steps(new, dir.path(), Edited::Keep).unwrap();
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

#[test]
fn the_comparison_shows_every_difference_and_writes_nothing() {
    let (old, gone) = ("one\ntwo\n", "clusters/gone.yaml");
    let before = tree(&[(A, old), (B, "b\n"), (gone, "gone\n"), (BASE, "same\n")]);
    let dir = built(&before);
    let dir = dir.path();
    put(dir, A, text(dir, A).replace('\n', "\r\n"));
    put(dir, B, text(dir, B) + "mine\n");
    put(dir, "kops/a.yaml", "mine\n");
    let there = snapshot(dir);
    let after = tree(&[(A, "one\n2\n"), (B, "b\n"), (BASE, "same\n"), (MESH, "mesh\n"), ("kops/a.yaml", "a\n")]);

    let differences = compare(&after, dir).unwrap();
    let brief = |d: &Difference| (d.path.clone(), d.old.is_some(), d.new.is_some(), d.kept);
    assert_eq!(
        differences.iter().map(brief).collect::<Vec<_>>(),
        [
            (A.to_string(), true, true, None),
            (B.to_string(), true, true, Some(Why::Edited)),
            (gone.to_string(), true, false, None),
            ("kops/a.yaml".to_string(), true, true, Some(Why::Foreign)),
            (MESH.to_string(), false, true, None),
        ]
    );
    assert_eq!(snapshot(dir), there);

    let shown = unified(&differences);
    let header = |tree: &Tree, path: &str| tree.get(path).unwrap().lines().next().unwrap().to_string();
    let changed = format!(
        "--- a/{A}\n+++ b/{A}\n@@ -1,3 +1,3 @@\n-{}\n+{}\n one\n-two\n+2\n",
        header(&before, A),
        header(&after, A)
    );
    assert!(shown.starts_with(&changed), "{shown}");
    assert!(shown.contains(&format!("--- a/{gone}\n+++ /dev/null\n@@ -1,2 +0,0 @@\n")), "{shown}");
    let added = format!("--- /dev/null\n+++ b/{MESH}\n@@ -0,0 +1,2 @@\n+{}\n+mesh\n", header(&after, MESH));
    assert!(shown.ends_with(&added), "{shown}");

    let nowhere = compare(&after, &dir.join("nowhere")).unwrap();
    assert_eq!(nowhere.len(), 5);
    assert!(!dir.join("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn files_have_the_mode_that_the_umask_gives() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let dir = built(&tree(&[(A, "a")]));
    fs::set_permissions(dir.path().join(A), fs::Permissions::from_mode(0o600)).unwrap();
    keep(&tree(&[(A, "new")]), dir.path());
    put(dir.path(), "ordinary", "");
    assert_eq!(mode(&dir.path().join(A)), mode(&dir.path().join("ordinary")));
}
