//! The command as its users run it: exit codes, streams, files.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::indexing_slicing,
    clippy::expect_used
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"
mesh "m" { cilium "1.4.2"; }
cluster "a" id=1 { pod-cidr "10.1.0.0/16"; etcd { endpoint "https://etcd.a.example.com:2379"; }; }
cluster "b" id=2 { pod-cidr "10.2.0.0/16"; etcd { endpoint "https://etcd.b.example.com:2379"; }; }
"#;

/// A folder with a mesh file.
fn folder(mesh: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), mesh).unwrap();
    dir
}

fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).env_clear();
    command
}

fn meshc(dir: &Path, arguments: &[&str]) -> Output {
    command(dir).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The files below a folder with their texts and times.
fn state(dir: &Path) -> Vec<(String, String, std::time::SystemTime)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let one = |entry: walkdir::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (entry.path().display().to_string(), text, entry.metadata().unwrap().modified().unwrap())
    };
    files.map(one).collect()
}

#[test]
fn build_writes_once_and_check_agrees() {
    let dir = folder(GOOD);
    assert_eq!(code(&meshc(dir.path(), &["build", "--check"])), 1, "nothing is built yet");
    let built = meshc(dir.path(), &["build"]);
    assert_eq!((code(&built), out(&built).as_str()), (0, ""), "{}", err(&built));
    let first = state(&dir.path().join("deploy"));
    assert!(first.iter().any(|(path, ..)| path.ends_with("clusters/a/kustomization.yaml")));
    assert_eq!(code(&meshc(dir.path(), &["build"])), 0);
    assert_eq!(state(&dir.path().join("deploy")), first, "a second build touches nothing");
    let checked = meshc(dir.path(), &["build", "--check"]);
    assert_eq!((code(&checked), out(&checked).as_str()), (0, ""));
}

#[test]
fn an_edit_by_hand_is_shown_kept_and_overwritten_by_force_only() {
    let dir = folder(GOOD);
    meshc(dir.path(), &["build"]);
    let file = dir.path().join("deploy/clusters/a/cilium-config.yaml");
    let edited = std::fs::read_to_string(&file).unwrap().replace("cluster-id: \"1\"", "cluster-id: \"7\"");
    std::fs::write(&file, &edited).unwrap();
    let checked = meshc(dir.path(), &["build", "--check"]);
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).contains("-  cluster-id: \"7\"\n+  cluster-id: \"1\"\n"), "{}", out(&checked));
    let built = meshc(dir.path(), &["build"]);
    assert_eq!((code(&built), std::fs::read_to_string(&file).unwrap()), (1, edited), "kept");
    assert!(err(&built).contains("clusters/a/cilium-config.yaml: it was edited by hand"), "{}", err(&built));
    assert_eq!(code(&meshc(dir.path(), &["build", "--force"])), 0);
    assert_eq!(code(&meshc(dir.path(), &["build", "--check"])), 0);
}

#[test]
fn errors_write_nothing_and_exit_with_1() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    for arguments in [&["build"][..], &["check"], &["build", "--check"], &["render", "--cluster", "a"]] {
        let output = meshc(dir.path(), arguments);
        assert_eq!((code(&output), out(&output).as_str()), (1, ""), "{arguments:?}");
        assert!(err(&output).contains("duplicate-cluster-id"), "{}", err(&output));
    }
    assert!(!dir.path().join("deploy").exists());
    assert_eq!(code(&meshc(dir.path(), &["check", "--exit-zero"])), 0);
}

#[test]
fn wrong_usage_and_unreadable_files_exit_with_2() {
    let dir = folder(GOOD);
    std::fs::write(dir.path().join("file"), "").unwrap();
    for arguments in [
        &["check", "nowhere.kdl"][..],
        &["check", "."],
        &["frobnicate"],
        &["check", "--format", "yaml"],
        &["explain", "duplicate-cluster-di"],
        &["render"],
        &["render", "--cluster", "c"],
        &["render", "--all"],
        &["build", "--out", "file"],
        &["plan", "--against", "nowhere"],
        &["plan", "--deny", "everything"],
        &["check", "--format", "markdown"],
        &["verify"],
        &["verify", "--nodes", "nowhere"],
    ] {
        let output = meshc(dir.path(), arguments);
        assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{arguments:?} {}", err(&output));
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
    assert!(
        err(&meshc(dir.path(), &["explain", "duplicate-cluster-di"])).contains("did you mean duplicate-cluster-id?")
    );
}

#[test]
fn json_is_one_object_on_standard_output() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    let output = meshc(dir.path(), &["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!((report["format_version"].as_str(), report["errors"].as_u64()), (Some("1"), Some(1)));
    assert_eq!(report["diagnostics"][0]["code"], "duplicate-cluster-id");
    assert_eq!(report["diagnostics"][0]["labels"][0]["file"], "mesh.kdl");
    let clean = meshc(folder(GOOD).path(), &["build", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&clean)).unwrap();
    assert_eq!((code(&clean), report["diagnostics"].as_array().map(Vec::len)), (0, Some(0)));
}

#[test]
fn standard_input_is_a_mesh_file() {
    let dir = tempfile::tempdir().unwrap();
    let run = |text: &str| {
        let mut child =
            command(dir.path()).args(["check", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(code(&run(GOOD)), 0);
    assert_eq!(code(&run("")), 1);
}

#[test]
fn flags_have_environment_variables() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    let output = command(dir.path()).arg("check").env("MESHC_FORMAT", "json").output().unwrap();
    assert!(out(&output).starts_with("{\"format_version\""));
    let output = command(dir.path()).arg("check").env("MESHC_EXIT_ZERO", "true").output().unwrap();
    assert_eq!(code(&output), 0);
    let good = folder(GOOD);
    command(good.path()).arg("build").env("MESHC_OUT", "elsewhere").output().unwrap();
    assert!(good.path().join("elsewhere/mesh/kustomization.yaml").exists());
}

#[test]
fn colour_is_the_users_choice() {
    let dir = folder(&GOOD.replace("id=2", "id=1"));
    let plain = |command: &mut Command| !err(&command.arg("check").output().unwrap()).contains('\u{1b}');
    assert!(plain(&mut command(dir.path())), "no terminal, no colour");
    assert!(!plain(command(dir.path()).args(["--color", "always"])));
    assert!(!plain(command(dir.path()).env("FORCE_COLOR", "1")));
    assert!(plain(command(dir.path()).env("FORCE_COLOR", "1").env("NO_COLOR", "1")));
    assert!(plain(command(dir.path()).env("FORCE_COLOR", "1").args(["--color", "never"])));
}

#[test]
fn render_prints_manifests_or_writes_them() {
    let dir = folder(GOOD);
    let one = meshc(dir.path(), &["render", "--cluster", "a"]);
    assert!(out(&one).contains("cluster-name: a\n"), "{}", out(&one));
    let all = meshc(dir.path(), &["render", "--all", "--out", "rendered"]);
    assert_eq!(code(&all), 0, "{}", err(&all));
    let text = std::fs::read_to_string(dir.path().join("rendered/a.yaml")).unwrap();
    assert!(text.ends_with(&out(&one)), "{text}");
}

#[test]
fn explain_lists_rules_and_prints_pages() {
    let dir = tempfile::tempdir().unwrap();
    let list = out(&meshc(dir.path(), &["explain"]));
    assert_eq!(list.lines().count(), meshc::rules::RULES.len());
    for row in meshc::rules::RULES {
        assert!(list.contains(row.rule.name));
        assert_eq!(out(&meshc(dir.path(), &["explain", row.rule.name])), row.rule.page);
    }
}

#[test]
fn verify_holds_a_listing_against_the_mesh() {
    let dir = folder(GOOD);
    let nodes = |text: &str| {
        std::fs::write(dir.path().join("nodes"), text).unwrap();
        meshc(dir.path(), &["verify", "--nodes", "nodes"])
    };
    let header = "Name  IPv4 Address  Endpoint CIDR\n";
    let fine = nodes(&format!("{header}a/one 192.168.0.1 10.1.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n"));
    assert_eq!((code(&fine), out(&fine).as_str()), (0, ""), "{}", err(&fine));
    let stray = nodes(&format!("{header}a/one 192.168.0.1 10.9.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n"));
    assert_eq!(code(&stray), 1);
    assert!(out(&stray).starts_with("nodes:2: a pod range of `a` is outside"), "{}", out(&stray));
    assert_eq!(code(&nodes("no listing")), 2);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_outside_of_the_output_directory() {
    let dir = folder(GOOD);
    let outside = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("deploy")).unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("deploy/clusters")).unwrap();
    let built = meshc(dir.path(), &["build"]);
    assert_eq!(code(&built), 1, "{}", err(&built));
    assert!(err(&built).contains("symbolic link"), "{}", err(&built));
    assert!(state(outside.path()).is_empty());
    let hostile = folder(&GOOD.replace("\"b\"", "\"../../../b\""));
    assert_eq!(code(&meshc(hostile.path(), &["build", "--out", "x/y/z"])), 1);
    assert_eq!(state(hostile.path()).len(), 1);
}
