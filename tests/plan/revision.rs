//! `meshc plan --against-rev`: the output at a revision of Git, and folders that hold none.

use crate::common::MESH;
use std::path::Path;
use std::process::{Command, Output as Ran};

fn run(program: &str, dir: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(program);
    // What Git reads of this machine is none of the tests' business.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
    }
    command.current_dir(dir).env_remove("MESHC_OUT").args(arguments).output().unwrap()
}

fn git(dir: &Path, arguments: &[&str]) {
    let ran = run("git", dir, arguments);
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

/// Runs meshc: its exit code, its standard output and its standard error.
fn meshc(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = run(env!("CARGO_BIN_EXE_meshc"), dir, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
}

/// A repository with a mesh in a folder of it: a first commit without output, then one with it, and on the
/// disk the output of a mesh in which an id and an address are others.
fn repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let infra = dir.path().join("infra");
    std::fs::create_dir(&infra).unwrap();
    let write = |mesh: &str| std::fs::write(infra.join("mesh.kdl"), mesh).unwrap();
    write(MESH);
    git(dir.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "--quiet", "-m", "mesh"]);
    assert_eq!(meshc(&infra, &["build"]).0, 0);
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "--quiet", "-m", "output"]);
    git(dir.path(), &["tag", "-a", "v1", "-m", "tag"]);
    write(&MESH.replace("192.0.2.1", "192.0.2.9"));
    assert_eq!(meshc(&infra, &["build"]).0, 0);
    dir
}

#[test]
fn a_plan_compares_with_a_revision_and_touches_nothing() {
    let dir = repository();
    let (top, infra) = (dir.path(), dir.path().join("infra"));
    assert_eq!(meshc(&infra, &["plan"]).1, "2 clusters: 2 unchanged\n", "the disk has it already");
    for revision in ["HEAD", "main", "v1", "HEAD^0", "main@{0}"] {
        let (code, plan, _) = meshc(&infra, &["plan", "--against-rev", revision]);
        assert!(
            code == 0 && plan.contains("peer `a`: 192.0.2.1 port 2379 → 192.0.2.9 port 2379"),
            "{revision}: {plan}"
        );
    }
    let plan = meshc(&infra, &["plan", "--against-rev", "HEAD"]).1;
    assert_eq!(meshc(top, &["plan", "infra/mesh.kdl", "--against-rev", "HEAD"]).1, plan);
    let absolute = infra.join("mesh.kdl");
    assert_eq!(meshc(Path::new("/"), &["plan", absolute.to_str().unwrap(), "--against-rev", "v1"]).1, plan);
    assert_eq!(meshc(&infra, &["plan", "--against-rev", "HEAD", "--deny", "disruptive"]).0, 1);
    let json = meshc(&infra, &["plan", "--against-rev", "HEAD", "--format", "json"]).1;
    assert!(json.contains("\"against\":\"HEAD:deploy\""), "{json}");
    std::fs::remove_dir_all(infra.join("deploy")).unwrap();
    assert_eq!(meshc(&infra, &["plan", "--against-rev", "HEAD"]).1, plan, "what is on the disk does not matter");
    assert!(!infra.join("deploy").exists());
}

#[test]
fn a_revision_without_output_makes_every_cluster_new() {
    let dir = repository();
    let infra = dir.path().join("infra");
    let first = meshc(&infra, &["plan", "--against-rev", "HEAD^"]);
    assert!(first.0 == 0 && first.1.starts_with("a and b (new)\n"), "{}", first.1);
    assert!(first.2.ends_with("deploy holds no output at HEAD^ yet: every cluster is new\n"), "{}", first.2);
    let elsewhere = meshc(&infra, &["plan", "--against-rev", "HEAD", "--out", "live/prod"]);
    assert!(elsewhere.0 == 0 && elsewhere.1.contains("(new)"), "{}", elsewhere.1);
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    let dir = repository();
    let infra = dir.path().join("infra");
    for (revision, reason) in [
        ("--against-rev=nowhere", "git finds no commit `nowhere`"),
        ("--against-rev=main..HEAD", "git finds no commit"),
        ("--against-rev=HEAD:infra", "git finds no commit"),
        ("--against-rev=-p", "is no revision of Git"),
        ("--against-rev=--output=stolen", "is no revision of Git"),
        ("--against-rev=", "is no revision of Git"),
        ("--against-rev=$(touch stolen)", "git finds no commit"),
    ] {
        let (code, out, err) = meshc(&infra, &["plan", revision]);
        assert!((code, out.as_str()) == (2, "") && err.contains(reason), "{revision}: {err}");
    }
    assert!(!infra.join("stolen").exists());
    assert_eq!(meshc(&infra, &["plan", "--against-rev", "HEAD", "--against", "deploy"]).0, 2);
    let alone = tempfile::tempdir().unwrap();
    std::fs::write(alone.path().join("mesh.kdl"), MESH).unwrap();
    let (code, _, err) = meshc(alone.path(), &["plan", "--against-rev", "HEAD"]);
    assert!(code == 2 && err.contains("is in no Git repository"), "{err}");
    let mut without = Command::new(env!("CARGO_BIN_EXE_meshc"));
    let without = without.current_dir(&infra).args(["plan", "--against-rev", "HEAD"]).env("PATH", "/nowhere").output();
    let without = without.unwrap();
    assert_eq!(without.status.code(), Some(2));
    let err = String::from_utf8_lossy(&without.stderr).into_owned();
    assert!(err.contains("needs the program `git`"), "{err}");
}

/// A hook of another repository sets `GIT_DIR`.
#[test]
fn the_repository_is_that_of_the_output() {
    let (dir, other) = (repository(), repository());
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    git(other.path(), &["commit", "--quiet", "-m", "more", "--allow-empty"]);
    git(other.path(), &["branch", "only-there"]);
    let arguments = ["plan", "--against-rev", "only-there"];
    command.current_dir(dir.path().join("infra")).args(arguments).env("GIT_DIR", other.path().join(".git"));
    assert_eq!(command.output().unwrap().status.code(), Some(2));
}

#[test]
fn a_folder_without_an_output_is_refused_with_the_one_that_has_it() {
    let dir = repository();
    let (top, infra) = (dir.path(), dir.path().join("infra"));
    git(top, &["worktree", "add", "--quiet", "before", "v1"]);
    let wrong = meshc(&infra, &["plan", "--against", "../before"]);
    assert_eq!((wrong.0, wrong.1.as_str()), (2, ""));
    let hint = "meshc: ../before holds no output; did you mean ../before/infra/deploy?\n";
    assert!(wrong.2.ends_with(hint), "{}", wrong.2);
    let right = meshc(&infra, &["plan", "--against", "../before/infra/deploy"]);
    assert_eq!(right.1, meshc(&infra, &["plan", "--against-rev", "v1"]).1);
    let near = meshc(&infra, &["plan", "--against", "."]);
    assert!(near.0 == 2 && near.2.contains("did you mean ./deploy?"), "{}", near.2);
    std::fs::create_dir(infra.join("empty")).unwrap();
    let empty = meshc(&infra, &["plan", "--against", "empty", "--deny", "reload"]);
    assert!(empty.0 == 2 && empty.2.contains("(--against-rev)"), "{}", empty.2);
}
