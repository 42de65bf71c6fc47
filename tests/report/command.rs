//! Reports for programs, and what `allow` silences, as users of the command get them: streams, exit codes,
//! names of files.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"
mesh "m" { cilium "1.4.2"; }
cluster "a" id=1 { pod-cidr "10.1.0.0/16"; etcd { endpoint "https://etcd.a.example.com:2379"; }; }
cluster "b" id=2 { pod-cidr "10.2.0.0/16"; etcd { endpoint "https://etcd.b.example.com:2379"; }; }
"#;

const FORMATS: [&str; 3] = ["sarif", "github", "gitlab"];

fn folder(mesh: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), mesh).unwrap();
    dir
}

/// What a command gives back: its exit code, standard output and standard error.
fn meshc(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    told(&command.current_dir(dir).env_clear().args(arguments).stdin(Stdio::null()).output().unwrap())
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// How a report of that format begins when something is wrong, and the whole of it when nothing is.
fn looks(format: &str) -> (&'static str, &'static str) {
    match format {
        "sarif" => ("{\"$schema\":\"https://docs.oasis-open.org/sarif/", ""),
        "github" => ("::error title=meshc (duplicate-cluster-id),file=mesh.kdl,line=4,", ""),
        _ => ("[{\"description\":\"duplicate-cluster-id: ", "[]\n"),
    }
}

#[test]
fn reports_for_programs_are_all_of_standard_output() {
    let (bad, good) = (folder(&GOOD.replace("id=2", "id=1")), folder(GOOD));
    for format in FORMATS {
        let (wrong, empty) = looks(format);
        for command in [&["check"][..], &["build"], &["build", "--check"], &["render", "--cluster", "a"]] {
            let (code, out, err) = meshc(bad.path(), &[command, &["--format", format]].concat());
            assert_eq!((code, err.as_str()), (1, ""), "{format} {command:?}");
            assert!(out.starts_with(wrong), "{format} {command:?}: {out}");
        }
        assert_eq!(meshc(bad.path(), &["check", "--format", format, "--exit-zero"]).0, 0);
        let (code, out, _) = meshc(good.path(), &["check", "--format", format, "-q"]);
        let results = |out: &str| serde_json::from_str::<Value>(out).unwrap()["runs"][0]["results"].to_string();
        assert_eq!(code, 0, "{format}");
        assert_eq!(if format == "sarif" { results(&out) } else { out }, if format == "sarif" { "[]" } else { empty });
    }
}

#[test]
fn nothing_is_reported_of_a_file_that_cannot_be_read() {
    let dir = folder(GOOD);
    for format in FORMATS {
        let (code, out, err) = meshc(dir.path(), &["check", "nowhere.kdl", "--format", format]);
        assert_eq!((code, out.as_str()), (2, ""), "{format}");
        assert!(err.contains("there is no file nowhere.kdl"), "{err}");
    }
}

#[test]
fn manifests_and_differences_do_not_mix_with_reports() {
    let dir = folder(&GOOD.replace("https://etcd.a", "http://etcd.a"));
    let (code, out, err) = meshc(dir.path(), &["render", "--cluster", "b", "--format", "github"]);
    assert!(code == 0 && out.contains("cluster-name: b\n") && !out.contains("::warning"), "{err}");
    assert!(err.starts_with("::warning title=meshc (insecure-endpoint),file=mesh.kdl,line=3,"), "{err}");
    let (code, out, err) = meshc(dir.path(), &["build", "--check", "--diff", "--format", "gitlab"]);
    assert!(code == 1 && out.starts_with("[{") && out.lines().count() == 1, "{out}");
    assert!(err.contains("\n+  cluster-name: a\n"), "{err}");
}

#[test]
fn everything_is_reported_or_counted_whatever_the_limit() {
    let clusters: String = (1..80).map(|id| format!("cluster \"c{id}\" id={id} {{ frob{id}; }}\n")).collect();
    let dir = folder(&format!("mesh \"m\" {{ cilium \"1.18.3\"; }}\n{clusters}"));
    let (_, out, _) = meshc(dir.path(), &["check", "--format", "github", "--max-diagnostics", "1"]);
    let of_all =
        "::notice title=meshc::81 errors: the log of this step has 1 of them; `--max-diagnostics` sets how many\n";
    assert!(out.lines().filter(|line| line.starts_with("::error ")).count() == 1 && out.ends_with(of_all), "{out}");
    for (format, count) in [("json", "\"errors\":81"), ("sarif", ""), ("gitlab", "")] {
        let (_, out, _) = meshc(dir.path(), &["check", "--format", format, "--max-diagnostics", "1"]);
        assert!(out.contains("frob79") && out.contains(count), "{out}");
    }
}

#[test]
fn standard_input_is_called_as_mesh_files_are() {
    let dir = tempfile::tempdir().unwrap();
    for (format, place) in
        [("sarif", "\"uri\":\"mesh.kdl\""), ("github", "file=mesh.kdl,"), ("gitlab", "\"path\":\"mesh.kdl\"")]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
        command.current_dir(dir.path()).env_clear().args(["check", "-", "--format", format]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"mesh").unwrap();
        let (code, out, _) = told(&child.wait_with_output().unwrap());
        assert!(code == 1 && out.contains(place), "{out}");
    }
}

#[test]
fn a_listing_that_cannot_be_read_is_reported_in_every_format() {
    let dir = folder(GOOD);
    std::fs::write(dir.path().join("nodes"), "").unwrap();
    for format in FORMATS {
        let (code, out, _) = meshc(dir.path(), &["verify", "--nodes", "nodes", "--format", format]);
        assert_eq!(code, 2, "{format}");
        assert!(out.contains("invalid-listing"), "{format}: {out}");
    }
}

/// Two clusters share their pods' addresses, both have a reason, and a third has nothing to be allowed.
const ALLOWED: &str = r#"
mesh "m" { cilium "1.4.2"; allow "unused-allow" reason="kept\nfor a week"; }
cluster "a" id=1 {
    pod-cidr "10.1.0.0/16"; etcd { endpoint "http://etcd.a.example.com:2379"; }
    allow "overlapping-pod-cidrs" reason="they never meet"
}
cluster "b" id=2 {
    pod-cidr "10.1.0.0/16"; etcd { endpoint "https://etcd.b.example.com:2379"; }
    allow "overlapping-pod-cidrs" reason="moves in May"
    allow "insecure-endpoint" reason="\u{1b}[31mnone"
}
"#;

#[test]
fn verbose_says_what_each_allow_silences_and_why() {
    let dir = folder(ALLOWED);
    let wanted = "
mesh.kdl:2: allowed unused-allow in every cluster, silenced 1 finding: kept\\u{a}for a week
mesh.kdl:5: allowed overlapping-pod-cidrs in cluster a, silenced 1 finding: they never meet
mesh.kdl:9: allowed overlapping-pod-cidrs in cluster b, silenced 1 finding: moves in May
mesh.kdl:10: allowed insecure-endpoint in cluster b, silenced 0 findings: \\u{1b}[31mnone
";
    for arguments in [&["check", "-v"][..], &["build", "-v", "--check", "--format", "github"]] {
        let (_, _, err) = meshc(dir.path(), arguments);
        assert!(err.starts_with("read mesh.kdl") && err.contains(wanted), "{arguments:?}: {err}");
    }
    assert!(!meshc(dir.path(), &["check"]).2.contains("allowed"));
}

#[test]
fn sarif_has_what_is_allowed_for_whoever_asks() {
    let dir = folder(ALLOWED);
    let results = |arguments: &[&str]| {
        let (_, out, _) = meshc(dir.path(), arguments);
        serde_json::from_str::<Value>(&out).unwrap()["runs"][0]["results"].as_array().unwrap().clone()
    };
    // GitHub takes suppressed results for open ones.
    let plain = results(&["check", "--format", "sarif"]);
    assert_eq!(
        plain.iter().map(|result| result["ruleId"].as_str().unwrap()).collect::<Vec<_>>(),
        ["insecure-endpoint"]
    );
    let all = results(&["check", "--format", "sarif", "--verbose"]);
    let why = |result: &Value| {
        let reasons = result["suppressions"].as_array().map_or(&[][..], |all| all);
        let reasons = reasons.iter().map(|one| one["justification"].as_str().unwrap()).collect::<Vec<_>>();
        format!("{}: {}", result["ruleId"].as_str().unwrap(), reasons.join(", "))
    };
    let wanted = [
        "insecure-endpoint: ",
        "overlapping-pod-cidrs: they never meet, moves in May",
        "unused-allow: kept\nfor a week",
    ];
    assert_eq!(all.iter().map(why).collect::<Vec<_>>(), wanted);
    assert_eq!(all[1]["suppressions"][1]["location"]["physicalLocation"]["region"]["startLine"], 9);
}

#[test]
fn what_lint_turns_off_keeps_its_reason() {
    let dir = folder(&format!("{ALLOWED}lint {{ overlapping-pod-cidrs \"off\"; unused-allow \"error\"; }}\n"));
    let (code, _, err) = meshc(dir.path(), &["check", "-v"]);
    assert!(code == 0 && err.contains("in cluster a, silenced 1 finding: they never meet"), "{err}");
    let alone = ALLOWED.replace(r#"allow "unused-allow" reason="kept\nfor a week";"#, "");
    let off = folder(&format!("{alone}lint {{ insecure-endpoint \"off\"; }}\n"));
    let (_, _, err) = meshc(off.path(), &["check"]);
    assert!(err.contains("warning[unused-allow]") && !err.contains("[overlapping-pod-cidrs]"), "{err}");
    let silent = folder(&format!("{alone}lint {{ insecure-endpoint \"off\"; unused-allow \"off\"; }}\n"));
    let (code, _, err) = meshc(silent.path(), &["check", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
}
