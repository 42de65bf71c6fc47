//! `meshc plan` and `meshc build` as their users run them: formats, exit codes, directories.

use super::meshes::chart;
use crate::common::mesh::Mesh;
use std::process::{Command, Output as Ran};

fn meshc(dir: &std::path::Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).env_remove("MESHC_OUT").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_command_prints_three_formats_and_denies_a_level() {
    let dir = tempfile::tempdir().unwrap();
    let write = |mesh: &Mesh| std::fs::write(dir.path().join("mesh.kdl"), mesh.text()).unwrap();
    write(&chart());
    let new = meshc(dir.path(), &["plan"]);
    assert!(new.status.success() && text(&new.stderr).contains("holds no output yet"), "{}", text(&new.stderr));
    assert!(meshc(dir.path(), &["build"]).status.success());
    assert_eq!(text(&meshc(dir.path(), &["plan"]).stdout), "2 clusters: 2 unchanged\n");
    write(&chart().with("192.0.2.1", "192.0.2.9").id("b", 9));
    let human = text(&meshc(dir.path(), &["plan"]).stdout);
    assert!(
        human.starts_with("b\n  destructive  id: 2 → 9\n") && human.contains("peer `a`: 192.0.2.1 port"),
        "{human}"
    );
    assert!(human.ends_with("1 destructive, 1 disruptive\n") && human.lines().all(|line| line.chars().count() <= 100));
    let markdown = text(&meshc(dir.path(), &["plan", "--format", "markdown"]).stdout);
    assert!(markdown.contains("| `b` | destructive | id: `2` → `9` | identities carry"), "{markdown}");
    let json = meshc(dir.path(), &["plan", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["risk"], &json["clusters"][1]["name"]), (&"destructive".into(), &"b".into()));
    let change = &json["clusters"][1]["changes"][0];
    assert_eq!((&change["kind"], &change["before"]), (&"id-changed".into(), &"2".into()));
    for (level, code) in [("destructive", 1), ("disruptive", 1), ("reload", 1)] {
        assert_eq!(meshc(dir.path(), &["plan", "--deny", level]).status.code(), Some(code), "{level}");
    }
    let refused = meshc(dir.path(), &["build"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("error[destructive-change]"), "{}", text(&refused.stderr));
    assert_eq!(text(&meshc(dir.path(), &["plan", "--deny", "destructive"]).stdout), human, "nothing was written");
    assert!(meshc(dir.path(), &["build", "--allow-destructive", "b"]).status.success());
    assert_eq!(meshc(dir.path(), &["plan", "--deny", "reload"]).status.code(), Some(0));
}

#[test]
fn a_destructive_change_is_allowed_by_the_name_of_its_cluster() {
    let dir = tempfile::tempdir().unwrap();
    let write = |mesh: &Mesh| std::fs::write(dir.path().join("mesh.kdl"), mesh.text()).unwrap();
    let by_helm = "certificates \"helm\"; allow \"certificates-change-on-render\" reason=\"short\"";
    write(&chart().says(by_helm));
    assert!(meshc(dir.path(), &["build"]).status.success());
    // Helm deletes the CA of each cluster, and no id changes.
    write(&chart().says("certificates \"cron-job\"; allow \"unused-allow\" reason=\"short\""));
    for (allowed, level, code) in [
        ("", "destructive", 1),
        ("a", "destructive", 1),
        ("a, b", "destructive", 0),
        ("all", "destructive", 0),
        ("all", "disruptive", 1),
        ("c", "destructive", 2),
    ] {
        let ran = meshc(dir.path(), &["plan", "--deny", level, "--allow-destructive", allowed]);
        assert_eq!(ran.status.code(), Some(code), "{allowed}: {}", text(&ran.stderr));
    }
    assert!(meshc(dir.path(), &["build"]).status.success());
    write(&chart().id("a", 8).id("b", 9));
    assert!(!meshc(dir.path(), &["build", "--allow-destructive", "a"]).status.success());
    assert!(meshc(dir.path(), &["build", "--allow-destructive", "all"]).status.success());
}

#[test]
fn against_another_directory() {
    let dir = tempfile::tempdir().unwrap();
    let write = |mesh: &Mesh| std::fs::write(dir.path().join("mesh.kdl"), mesh.text()).unwrap();
    write(&chart());
    assert!(meshc(dir.path(), &["build", "--out", "main/deploy"]).status.success());
    write(&chart().release("1.18.4"));
    assert!(meshc(dir.path(), &["build"]).status.success());
    let plan = text(&meshc(dir.path(), &["plan", "--against", "main/deploy"]).stdout);
    assert!(plan.starts_with("a and b\n  restart      cilium: 1.18.3 → 1.18.4\n"), "{plan}");
    assert_eq!(text(&meshc(dir.path(), &["plan"]).stdout), "2 clusters: 2 unchanged\n");
}

#[test]
fn the_first_build_reads_records_where_they_are_and_all_where_they_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let write = |mesh: &Mesh| std::fs::write(dir.path().join("mesh.kdl"), mesh.text()).unwrap();
    write(&chart());
    assert!(meshc(dir.path(), &["build"]).status.success());
    let overlay = dir.path().join("deploy/clusters/b/kustomization.yaml");
    for text in ["", "<<<<<<< HEAD\n", "kind: Kustomization\n"] {
        std::fs::write(&overlay, text).unwrap();
        write(&chart().id("b", 9));
        let refused = meshc(dir.path(), &["build", "--force"]);
        assert_eq!(refused.status.code(), Some(1), "{text}");
        assert!(self::text(&refused.stderr).contains("destructive-change"), "{text}");
    }
}
