//! Building, checking and rendering: exit codes, streams, files.

use super::command::{GOOD, code, err, folder, meshc, out, state};

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
    let checked = meshc(dir.path(), &["build", "--check", "--diff"]);
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).contains("-  cluster-id: \"7\"\n+  cluster-id: \"1\"\n"), "{}", out(&checked));
    let checked = meshc(dir.path(), &["build", "--check"]);
    assert_eq!((code(&checked), out(&checked).as_str()), (1, ""));
    assert!(
        err(&checked).contains("error[edited-output]") && err(&checked).contains("cluster-id: \"7\""),
        "{}",
        err(&checked)
    );
    let built = meshc(dir.path(), &["build"]);
    assert_eq!((code(&built), std::fs::read_to_string(&file).unwrap()), (1, edited), "kept");
    assert!(err(&built).contains("clusters/a/cilium-config.yaml: it was edited by hand"), "{}", err(&built));
    assert_eq!(code(&meshc(dir.path(), &["build", "--force"])), 0);
    assert_eq!(code(&meshc(dir.path(), &["build", "--check"])), 0);
}

#[test]
fn a_difference_is_one_finding_a_file_in_every_format() {
    let dir = folder(GOOD);
    meshc(dir.path(), &["build"]);
    std::fs::write(dir.path().join("mesh.kdl"), GOOD.replace("https://etcd.b", "https://other.b")).unwrap();
    std::fs::remove_file(dir.path().join("deploy/clusters/a/kustomization.yaml")).unwrap();
    let checked = meshc(dir.path(), &["build", "--check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out(&checked)).unwrap();
    let files = report["diagnostics"].as_array().unwrap().iter().map(|finding| {
        let place = finding["labels"][0]["file"].as_str().unwrap().to_string();
        (finding["code"].as_str().unwrap().to_string(), place)
    });
    let mut files: Vec<_> = files.collect();
    assert!(code(&checked) == 1 && files.iter().all(|(code, _)| code == "stale-output"), "{files:?}");
    assert!(files.iter().any(|(_, place)| place == "deploy/clusters/a/kustomization.yaml"), "{files:?}");
    let count = files.len();
    files.dedup();
    assert_eq!(files.len(), count, "each file once");
    let checked = meshc(dir.path(), &["build", "--check", "--format", "github"]);
    assert_eq!(out(&checked).lines().filter(|line| line.contains("(stale-output),file=deploy/")).count(), count);
    assert_eq!(code(&meshc(dir.path(), &["build", "--diff"])), 2, "a typed flag without a use");
    meshc(dir.path(), &["build"]);
    assert_eq!(code(&meshc(dir.path(), &["build", "--check"])), 0);
}

/// A runner obeys a line that begins with `::`, after blanks too, and `##[…]` wherever it is.
#[test]
fn a_difference_is_text_for_runners_and_terminals() {
    let dir = folder(GOOD);
    meshc(dir.path(), &["build"]);
    let file = dir.path().join("deploy/clusters/a/cilium-config.yaml");
    let hostile = "\n::error::spoof\n##[add-mask]x\n\u{1b}[31m##vso[task.complete]\n";
    std::fs::write(&file, std::fs::read_to_string(&file).unwrap() + hostile).unwrap();
    for arguments in [&["build", "--check", "--diff"][..], &["build", "--check", "--diff", "--format", "github"]] {
        let checked = meshc(dir.path(), arguments);
        let shown = out(&checked) + &err(&checked);
        assert!(shown.contains("spoof") && shown.contains("add-mask"), "{shown}");
        let is_command = |line: &str| line.trim_start().starts_with("::") && line.contains("spoof\n");
        assert!(!shown.lines().any(is_command) && !shown.contains("##[") && !shown.contains('\u{1b}'), "{shown}");
        assert!(!shown.contains("##vso["), "{shown}");
    }
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
fn render_prints_manifests_or_writes_them() {
    let dir = folder(GOOD);
    let one = meshc(dir.path(), &["render", "--cluster", "a"]);
    assert!(out(&one).contains("cluster-name: a\n"), "{}", out(&one));
    let all = meshc(dir.path(), &["render", "--all", "--out", "rendered"]);
    assert_eq!(code(&all), 0, "{}", err(&all));
    let text = std::fs::read_to_string(dir.path().join("rendered/a.yaml")).unwrap();
    assert!(text.ends_with(&out(&one)), "{text}");
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
    std::fs::remove_dir_all(dir.path().join("deploy")).unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("deploy")).unwrap();
    for command in [&["build"][..], &["build", "--check"], &["plan"]] {
        let refused = meshc(dir.path(), command);
        assert_eq!(code(&refused), 2, "{}", err(&refused));
        assert!(err(&refused).contains("deploy is a symbolic link"), "{}", err(&refused));
    }
    assert!(state(outside.path()).is_empty());
    assert_eq!(code(&meshc(dir.path(), &["build", "--out", "deploy"])), 0, "somebody named it");
    let hostile = folder(&GOOD.replace("\"b\"", "\"../../../b\""));
    assert_eq!(code(&meshc(hostile.path(), &["build", "--out", "x/y/z"])), 1);
    assert_eq!(state(hostile.path()).len(), 1);
}
