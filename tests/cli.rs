//! The command as its users run it: exit codes, streams, files.

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
fn an_option_without_use_is_refused_where_it_is_typed_and_ignored_in_the_environment() {
    let dir = folder(GOOD);
    for command in ["explain", "schema"] {
        for option in [
            &["--format", "sarif"][..],
            &["--format=human"],
            &["--color", "never"],
            &["--quiet"],
            &["-v"],
            &["--exit-zero"],
        ] {
            for arguments in [[&[command], option].concat(), [option, &[command]].concat()] {
                let output = meshc(dir.path(), &arguments);
                assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{arguments:?}");
                assert!(err(&output).contains(&format!("`meshc {command}` takes no `--")), "{}", err(&output));
            }
        }
    }
    for (arguments, wanted) in [
        (&["schema"][..], "document"),
        (&["explain"], "ambiguous-endpoint"),
        (&["plan"], "### meshc plan"),
        (&["check"], ""),
    ] {
        let output =
            command(dir.path()).args(arguments).env("MESHC_FORMAT", "markdown").env("MESHC_QUIET", "1").output();
        let output = output.unwrap();
        assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{arguments:?}");
        assert!(out(&output).contains(wanted), "{arguments:?}: {}", out(&output));
    }
    let typed = meshc(dir.path(), &["plan", "--format", "sarif"]);
    let wrong =
        "meshc: `meshc plan` has no format `sarif`; use `--format human`, `--format json` or `--format markdown`\n";
    assert_eq!((code(&typed), err(&typed).as_str()), (2, wrong));
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
fn explain_lists_rules_and_changes_and_prints_pages() {
    let dir = tempfile::tempdir().unwrap();
    let list = out(&meshc(dir.path(), &["explain"]));
    let (rules, changes) = list.split_once("\nChanges that `meshc plan` reports:\n").unwrap();
    assert_eq!(rules.lines().count(), meshc::rules::RULES.len());
    for row in meshc::rules::RULES {
        assert!(rules.contains(row.rule.name));
        assert_eq!(out(&meshc(dir.path(), &["explain", row.rule.name])), row.rule.page);
    }
    assert_eq!(changes.lines().count(), meshc::impact::KINDS.len());
    for kind in meshc::impact::KINDS {
        assert!(changes.contains(kind.name));
        assert_eq!(out(&meshc(dir.path(), &["explain", kind.name])), kind.page);
    }
    assert!(err(&meshc(dir.path(), &["explain", "peer-movd"])).contains("did you mean peer-moved?"));
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
    assert_eq!((code(&fine), err(&fine).as_str()), (0, "2 nodes of 2 clusters match the mesh\n"));
    let stray = nodes(&format!("{header}a/one 192.168.0.1 10.9.0.0/24\nb/two 192.168.0.2 10.2.0.0/24\n"));
    assert_eq!(code(&stray), 1);
    assert!(err(&stray).starts_with("error[pod-range-outside-pod-cidr]"), "{}", err(&stray));
    let formats = [
        ("json", "\"file\":\"nodes\""),
        ("sarif", "\"uri\":\"nodes\""),
        ("github", "file=nodes,line=2"),
        ("gitlab", "\"path\":\"nodes\""),
    ];
    for (format, part) in formats {
        let printed = meshc(dir.path(), &["verify", "--nodes", "nodes", "--format", format]);
        assert_eq!(code(&printed), 1);
        assert!(out(&printed).contains(part), "{format}: {}", out(&printed));
    }
    let unread = nodes("no listing");
    assert_eq!(code(&unread), 2);
    assert!(err(&unread).starts_with("error[invalid-listing]"), "{}", err(&unread));
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

#[test]
fn fmt_writes_what_check_shows_and_touches_nothing_else() {
    let loose = GOOD.replace(" { pod", "   { pod");
    let dir = folder(&loose);
    let file = dir.path().join("mesh.kdl");
    let before = state(dir.path());
    let checked = meshc(dir.path(), &["fmt", "--check"]);
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).starts_with("--- a/mesh.kdl\n+++ b/mesh.kdl\n@@"), "{}", out(&checked));
    assert_eq!(err(&checked), "mesh.kdl is not formatted; run `meshc fmt mesh.kdl`\n");
    let quiet = command(dir.path()).args(["fmt", "--quiet"]).env("MESHC_CHECK", "1").output().unwrap();
    assert_eq!((code(&quiet), err(&quiet).as_str()), (1, ""));
    let json = meshc(dir.path(), &["fmt", "--check", "--format", "json"]);
    assert!(out(&json).contains("\"errors\":0") && err(&json).starts_with("--- a/mesh.kdl"), "{}", out(&json));
    assert_eq!(state(dir.path()), before, "--check writes nothing");
    let formatted = meshc(dir.path(), &["fmt"]);
    assert_eq!((code(&formatted), out(&formatted).as_str()), (0, ""));
    assert_eq!(err(&formatted), "formatted mesh.kdl\n");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), GOOD.trim_start());
    let after = state(dir.path());
    assert_eq!(err(&meshc(dir.path(), &["fmt", "./mesh.kdl", "mesh.kdl"])), "./mesh.kdl is formatted\n");
    assert_eq!(code(&meshc(dir.path(), &["fmt", "--check"])), 0);
    assert_eq!(state(dir.path()), after, "a file that is formatted is not touched");
}

#[test]
fn fmt_reads_standard_input() {
    let dir = tempfile::tempdir().unwrap();
    let fmt = |arguments: &[&str], text: &str| {
        let mut child = command(dir.path());
        child.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let done = fmt(&["fmt", "-"], "a  {\n b }");
    assert_eq!((code(&done), out(&done).as_str(), err(&done).as_str()), (0, "a {\n    b\n}\n", ""));
    let done = fmt(&["fmt", "-", "--format", "json"], "a\n");
    assert_eq!((code(&done), out(&done).as_str()), (0, "a\n"));
    let wrong = fmt(&["fmt", "-"], "a {");
    assert_eq!((code(&wrong), out(&wrong).as_str()), (1, ""));
    assert!(err(&wrong).contains("syntax-error"), "{}", err(&wrong));
    let wrong = fmt(&["fmt", "-", "--format", "json"], "a {");
    assert!(out(&wrong).contains("\"code\":\"syntax-error\""), "{}", out(&wrong));
    let checked = fmt(&["fmt", "--check", "-"], "a  1\n");
    assert_eq!(code(&checked), 1);
    assert!(out(&checked).contains("-a  1\n+a 1\n"), "{}", out(&checked));
    let ends = fmt(&["fmt", "--check", "-"], "a\r\nb\n");
    assert_eq!((code(&ends), out(&ends).as_str()), (1, ""));
    assert_eq!(err(&ends), "standard input is not formatted: its lines end in different ways\n");
    let mark = fmt(&["fmt", "--check", "-"], "\u{feff}a\n");
    assert!(out(&mark).contains("-<U+FEFF>a\n+a\n"), "{}", out(&mark));
}

#[test]
fn fmt_goes_on_with_the_next_file() {
    let dir = folder("mesh  \"m\"\ninclude \"more/*.kdl\"\n");
    std::fs::create_dir(dir.path().join("more")).unwrap();
    std::fs::write(dir.path().join("more/a.kdl"), "a  1").unwrap();
    std::fs::write(dir.path().join("more/b.kdl"), "b  {").unwrap();
    let text = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    let named = meshc(dir.path(), &["fmt", "more/b.kdl", "more", "nowhere.kdl", "more/a.kdl"]);
    assert_eq!(code(&named), 2);
    for part in ["more is a folder", "there is no file nowhere.kdl", "syntax-error", "formatted more/a.kdl"] {
        assert!(err(&named).contains(part), "{part}: {}", err(&named));
    }
    assert_eq!((text("more/a.kdl").as_str(), text("more/b.kdl").as_str()), ("a 1\n", "b  {"));
    std::fs::write(dir.path().join("more/a.kdl"), "a  2").unwrap();
    let by_environment = command(dir.path()).args(["fmt", "--check"]).env("MESHC_FILE", "more/a.kdl").output().unwrap();
    assert!(err(&by_environment).starts_with("more/a.kdl is not formatted"), "{}", err(&by_environment));
    assert_eq!(code(&meshc(dir.path(), &["fmt", "mesh.kdl"])), 0, "a file that is named stands for itself");
    assert_eq!(
        (text("mesh.kdl").as_str(), text("more/a.kdl").as_str()),
        ("mesh \"m\"\ninclude \"more/*.kdl\"\n", "a  2")
    );
    assert_eq!(code(&meshc(dir.path(), &["fmt"])), 1, "without a name all that is included is meant");
    assert_eq!((text("more/a.kdl").as_str(), text("more/b.kdl").as_str()), ("a 2\n", "b  {"));
}

#[cfg(unix)]
#[test]
fn fmt_keeps_permissions_and_links_and_leaves_nothing_behind() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = folder("a  1");
    let real = dir.path().join("mesh.kdl");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::fs::create_dir(dir.path().join("links")).unwrap();
    symlink("../mesh.kdl", dir.path().join("links/mesh.kdl")).unwrap();
    assert_eq!(code(&meshc(dir.path(), &["fmt", "links/mesh.kdl"])), 0);
    assert!(dir.path().join("links/mesh.kdl").is_symlink());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "a 1\n");
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    let names: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_file_that_changes_meanwhile_is_left_alone() {
    let dir = folder("newer");
    let file = dir.path().join("mesh.kdl");
    let error = meshc::sync::replace(&file, "older", "new").unwrap_err();
    assert!(error.to_string().contains("changed it meanwhile"), "{error}");
    assert!(meshc::sync::replace(dir.path(), "", "new").is_err());
    assert_eq!(state(dir.path()).len(), 1);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "newer");
}
