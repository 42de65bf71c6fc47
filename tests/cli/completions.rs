//! Completions and the man page: what is in them, and what shells make of them where they are there.

use super::command::{code, command, err, folder, meshc, out};
use std::path::Path;
use std::process::Command;

const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell", "nushell"];

/// Clusters, one with a name that a shell would run.
const CLUSTERS: &str = r#"
mesh "m" { cilium "1.18.3"; address-pool "10.0.0.0/8" prefix=16; }
cluster "paris" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
cluster "porto" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
cluster "$(touch run)" id=3 { apiserver "LoadBalancer" { ip "192.0.2.3"; }; }
"#;

fn script(shell: &str) -> String {
    let output = meshc(Path::new("."), &["completions", shell]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""), "{shell}");
    out(&output)
}

#[test]
fn every_shell_has_the_commands_and_the_rules() {
    for shell in SHELLS {
        let script = script(shell);
        for word in ["verify", "allow-destructive", "overlapping-pod-cidrs", "peer-moved", "certificates", "nushell"] {
            assert!(script.contains(word), "{shell} does not have {word}");
        }
        assert!(!script.contains("__fish_print_hostnames") && !script.contains("_hosts"), "{shell}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(script(shell).contains("meshc completions --clusters"), "{shell}");
    }
    assert_eq!(code(&meshc(Path::new("."), &["completions"])), 2);
    assert_eq!(code(&meshc(Path::new("."), &["completions", "tcsh"])), 2);
}

#[test]
fn names_of_clusters_are_those_of_the_mesh_file_that_is_typed() {
    let dir = folder(CLUSTERS);
    std::fs::write(dir.path().join("other.kdl"), "cluster \"oslo\"").unwrap();
    let names = |words: &[&str]| out(&meshc(dir.path(), &[&["completions", "--clusters"], words].concat()));
    assert_eq!(names(&[]), "paris\nporto\n");
    assert_eq!(names(&["meshc", "render", "other.kdl", "--cluster"]), "oslo\n");
    assert_eq!(names(&["meshc", "render", "nowhere.kdl", "--cluster", "-x"]), "");
    let by_environment =
        command(dir.path()).args(["completions", "--clusters"]).env("MESHC_FILE", "other.kdl").output();
    assert_eq!(out(&by_environment.unwrap()), "oslo\n");
}

/// What a shell prints for a script, in a folder with clusters and with meshc on its path; nothing where the
/// shell is not there.
fn run(shell: &str, text: &str) -> Option<String> {
    let dir = folder(CLUSTERS);
    std::fs::write(dir.path().join("completions"), script(shell)).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_meshc")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let ran = Command::new(shell).args(["-c", text]).current_dir(dir.path()).env("PATH", path).output();
    let Ok(output) = ran else {
        eprintln!("skipped: there is no {shell} here");
        return None;
    };
    assert!(!dir.path().join("run").exists(), "{shell} ran a name");
    Some(out(&output) + &err(&output))
}

#[test]
fn bash_completes_rules_and_clusters() {
    let text = r#"
source ./completions
try() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _meshc_with_clusters meshc "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    echo "${COMPREPLY[@]}"
}
complete -p meshc | grep -o _meshc_with_clusters
try meshc render --cluster p
try meshc render --cluster = pa
try meshc build --allow-destructive paris,po
try meshc explain overlapping-n
try meshc plan --format m
"#;
    let wanted = "_meshc_with_clusters\nparis porto\nparis\nparis,porto\noverlapping-node-cidrs\nmarkdown\n";
    assert!(run("bash", text).is_none_or(|shown| shown == wanted));
}

#[test]
fn fish_completes_rules_and_clusters() {
    let text = "source ./completions
complete -C 'meshc render --cluster '
complete -C 'meshc build --allow-destructive paris,po'
complete -C 'meshc explain overlapping-n'";
    let Some(shown) = run("fish", text) else { return };
    assert!(shown.starts_with("paris\nporto\nparis,porto\noverlapping-node-cidrs\t"), "{shown}");
}

#[test]
fn zsh_reads_the_script() {
    let shown = run("zsh", "zsh -n ./completions && autoload -U compinit && compinit -u -D && source ./completions");
    assert!(shown.is_none_or(|shown| shown.is_empty()));
}

#[test]
fn the_man_page_has_every_command_with_its_options() {
    let page = out(&meshc(Path::new("."), &["man"]));
    for part in [".TH meshc 1", "meshc build", "\\-\\-allow\\-destructive", "EXIT STATUS", "meshc verify", "EXAMPLES"] {
        assert!(page.contains(part), "{part}");
    }
    let Ok(groff) = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-z", "-"])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
    else {
        return;
    };
    let mut groff = groff;
    std::io::Write::write_all(&mut groff.stdin.take().unwrap(), page.as_bytes()).unwrap();
    let complaints = groff.wait_with_output().unwrap().stderr;
    assert_eq!(String::from_utf8_lossy(&complaints), "");
}

#[test]
fn the_help_shows_commands_in_groups_and_only_options_with_an_effect() {
    let help = |arguments: &[&str]| out(&meshc(Path::new("."), arguments));
    let all = help(&["--help"]);
    for part in ["Describe a mesh:", "Deploy:", "  build ", "Examples:\n  meshc init"] {
        assert!(all.contains(part), "{all}");
    }
    assert!(help(&["build", "--help"]).contains("\nReport:\n"));
    let schema = help(&["schema", "--help"]);
    assert!(!schema.contains("--format") && schema.contains("Examples:"), "{schema}");
    assert!(!help(&["check", "--help"]).contains("markdown"));
    assert!(help(&["plan", "--help"]).contains("markdown") && !help(&["plan", "--help"]).contains("sarif:"));
}
