//! What is printed is data: no runner and no terminal takes any of it for a command, and annotations are at
//! the files of the repository.

use crate::common::MESH;
use std::process::Command;

fn printed(dir: &std::path::Path, arguments: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_meshc")).args(arguments).current_dir(dir).output().unwrap();
    format!("{}{}", String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
}

#[test]
fn no_format_has_commands_of_a_user() {
    let dir = tempfile::tempdir().unwrap();
    let hostile = "network \"##[error]spoof\" \"10.0.0.0/33\"\nnetwork \"\\n::error::spoof\" \"x\"\n\
                   network \"\\u{1b}[31m##vso[task]\" \"\\u{9b}31m\"\nlink \"##[add-mask]x\"\n";
    std::fs::write(dir.path().join("mesh.kdl"), format!("{MESH}{hostile}")).unwrap();
    for format in ["human", "json", "sarif", "github", "gitlab"] {
        let text = printed(dir.path(), &["check", "--format", format, "--color", "never"]);
        assert!(format != "human" || text.contains("spoof"), "{format}: {text}");
        for sign in ["##[", "##vso[", "\u{1b}", "\u{9b}"] {
            assert!(!text.contains(sign), "{format} has {sign:?}: {text}");
        }
        let is_spoof = |line: &str| line.trim_start().starts_with("::error::");
        assert!(!text.lines().any(is_spoof), "{format}: {text}");
    }
}

#[test]
fn annotations_are_at_the_files_of_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    let own = dir.path().join("infra/eu");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir_all(dir.path().join(".git")).unwrap();
    std::fs::write(own.join("mesh.kdl"), MESH.replace("id=2", "id=1")).unwrap();
    for (from, file) in [("infra/eu", "mesh.kdl"), ("infra", "eu/mesh.kdl"), ("", "infra/eu/mesh.kdl")] {
        let from = dir.path().join(from);
        let text = printed(&from, &["check", file, "--format", "github"]);
        assert!(text.contains("file=infra/eu/mesh.kdl,"), "{text}");
        assert!(printed(&from, &["check", file, "--format", "gitlab"]).contains("\"infra/eu/mesh.kdl\""));
        assert!(printed(&from, &["check", file, "--format", "json"]).contains(&format!("\"file\":\"{file}\"")));
    }
}
