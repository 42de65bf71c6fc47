//! The blocks of a page as a reader follows them: files are written, edits are made, commands run.
//!
//! A block's info string has what becomes of it. `file=PATH` writes it there; a `diff` with `edit=PATH`
//! changes that file; `in=PATH` is a part of that file; `console` holds commands, each behind `$ `, with what
//! they print; `kdl` is a whole mesh without a finding, unless it is a `part`. All others are for the reader.

use meshc::parse::grammar::{Children, GRAMMAR, Node};
use meshc::rules::{Look, RULES};
use std::path::Path;
use std::process::{Command, Stdio};

/// A folder for a page, with what a clone of this repository has where the page asks for it.
pub fn folder(page: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    // So that no folder above it is taken for the root.
    std::fs::create_dir(dir.path().join(".git")).unwrap();
    std::fs::write(dir.path().join(".git/HEAD"), "").unwrap();
    if page.contains("mesh.kdl.example") {
        for file in ["mesh.kdl.example", "fixtures/article/kops/cluster1.yaml", "fixtures/article/kops/cluster2.yaml"] {
            write(&dir.path().join(file), &std::fs::read_to_string(file).unwrap());
        }
    }
    dir
}

/// Does what the blocks of a page have, in order, and returns the page with what its commands print.
pub fn followed(path: &str, page: &str, dir: &Path) -> String {
    let (mut out, mut open) = (String::new(), None::<(&str, String)>);
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                out.push_str(&format!("{line}\n"));
                open = Some((info, String::new()));
            }
            (Some((info, text)), Some("")) => {
                out.push_str(&done(path, info, text, dir));
                out.push_str("```\n");
                open = None;
            }
            (Some((_, text)), _) => text.push_str(&format!("{line}\n")),
            (None, None) => out.push_str(&format!("{line}\n")),
        }
    }
    assert!(open.is_none(), "{path}: a block is not closed");
    out
}

/// Does what one block has, and returns its text as it should be.
fn done(path: &str, info: &str, text: &str, dir: &Path) -> String {
    let words: Vec<&str> = info.split(' ').collect();
    let file = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)).map(|file| dir.join(file));
    if let Some(file) = file("file=") {
        write(&file, text);
    }
    if let Some(file) = file("edit=") {
        edit(path, &file, text);
    }
    if let Some(file) = file("in=") {
        let whole = std::fs::read_to_string(&file).unwrap();
        assert!(whole.contains(text), "{path}: {} has no\n{text}", file.display());
    }
    match words[0] {
        "console" if !text.starts_with("$ cargo ") => printed(text, dir),
        "kdl" => {
            if words.contains(&"part") {
                is_a_part(path, text)
            } else {
                is_right(path, text, dir)
            }
            text.to_string()
        }
        "sh" => {
            text.lines().for_each(|line| is_a_command(path, line));
            text.to_string()
        }
        _ => text.to_string(),
    }
}

fn write(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

/// Lines with `-` become those with `+`; the others stay around them.
fn edit(path: &str, file: &Path, text: &str) {
    let side = |other: char| {
        let lines = text.lines().filter(|line| !line.starts_with(other));
        lines.map(|line| format!("{}\n", line.get(1..).unwrap_or_default())).collect::<String>()
    };
    let (old, new) = (side('+'), side('-'));
    let whole = std::fs::read_to_string(file).unwrap();
    assert!(whole.contains(&old), "{path}: {} has no\n{old}---\n{whole}", file.display());
    std::fs::write(file, whole.replacen(&old, &new, 1)).unwrap();
}

/// The commands of a block with what they print.
fn printed(text: &str, dir: &Path) -> String {
    let meshc = Path::new(env!("CARGO_BIN_EXE_meshc")).parent().unwrap();
    let mut out = String::new();
    for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let ran = Command::new("sh")
            .args(["-c", &format!("({command}) 2>&1")])
            .current_dir(dir)
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", meshc.display()))
            .env("LC_ALL", "C")
            .env("HOME", dir)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        out.push_str(&format!("$ {command}\n{}", String::from_utf8(ran.stdout).unwrap()));
    }
    out
}

/// A whole mesh has no finding.
fn is_right(path: &str, text: &str, dir: &Path) {
    let name = dir.join("shown.kdl");
    std::fs::write(&name, text).unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_meshc")).arg("check").arg(&name).output().unwrap();
    std::fs::remove_file(name).unwrap();
    let report = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success() && !report.contains("warning["), "{path}\n{text}\n{report}");
}

/// A part of a mesh file is right in some place of the grammar.
pub fn is_a_part(path: &str, text: &str) {
    let parents = GRAMMAR
        .iter()
        .chain(GRAMMAR.iter().flat_map(children))
        .filter(|node| matches!(node.children, Children::Nodes(_)));
    let mut tried = vec![text.to_string()];
    tried.extend(parents.map(|parent| within(parent.name, text)));
    let fits = |text: &String| strangers(text).is_empty();
    assert!(tried.iter().any(fits), "{path}: this fits nowhere\n{text}\n{:?}", strangers(text));
}

/// A text in the braces of a node, wherever that is.
pub fn within(parent: &str, text: &str) -> String {
    match parent {
        "mesh" => format!("mesh \"m\" {{\n{text}\n}}"),
        "cluster" => format!("cluster \"a\" id=1 {{\n{text}\n}}"),
        "certificates" => within("mesh", &format!("certificates \"cron-job\" {{\n{text}\n}}")),
        "encryption" => within("mesh", &format!("encryption \"ipsec\" {{\n{text}\n}}")),
        "apiserver" => within("cluster", &format!("apiserver \"NodePort\" {{\n{text}\n}}")),
        "etcd" => within("cluster", &format!("etcd {{\n{text}\n}}")),
        "kops" => within("cluster", &format!("kops \"a.example.com\" spec=\"kops.yaml\" {{\n{text}\n}}")),
        "patch" => within("cluster", &format!("patch kind=\"DaemonSet\" name=\"cilium\" {{\n{text}\n}}")),
        _ => format!("{parent} {{\n{text}\n}}"),
    }
}

/// What the grammar does not know of a text, whatever the rest of the mesh should be.
pub fn strangers(text: &str) -> Vec<&'static str> {
    let of_grammar = |name: &&'static str| {
        let row = RULES.iter().find(|row| row.rule.name == *name).unwrap();
        matches!(row.look, Look::Parse)
            && !["empty-glob", "include-not-found", "manifest-not-found", "missing-node"].contains(name)
    };
    crate::common::codes(&crate::common::compile(text)).into_iter().filter(of_grammar).collect()
}

/// The nodes in the braces of a node.
pub fn children(node: &'static Node) -> &'static [Node] {
    match node.children {
        Children::Nodes(nodes) => nodes,
        _ => &[],
    }
}

/// A line with a command of meshc has a command and flags that exist.
fn is_a_command(path: &str, line: &str) {
    let Some(rest) = line.strip_prefix("meshc ") else { return };
    let mut words = rest.split(['#', '>', '|']).next().unwrap().split_whitespace();
    let command = words.next().unwrap();
    let ran = Command::new(env!("CARGO_BIN_EXE_meshc")).args([command, "--help"]).output().unwrap();
    assert!(ran.status.success(), "{path}: there is no {line}");
    let help = String::from_utf8(ran.stdout).unwrap();
    for flag in words.filter(|word| word.starts_with("--")) {
        let name = flag.split('=').next().unwrap();
        assert!(help.contains(name), "{path}: `meshc {command}` has no {name}");
    }
}
