//! The command in a folder of its own: its exit code, its streams, the files that it leaves.

use std::path::Path;
use std::process::{Command, Output, Stdio};

pub const GOOD: &str = r#"
mesh "m" { cilium "1.4.2" }
cluster "a" id=1 { pod-cidr "10.1.0.0/16"; etcd { endpoint "https://etcd.a.example.com:2379" } }
cluster "b" id=2 { pod-cidr "10.2.0.0/16"; etcd { endpoint "https://etcd.b.example.com:2379" } }
"#;

/// A folder with a mesh file.
pub fn folder(mesh: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mesh.kdl"), mesh).unwrap();
    dir
}

pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meshc"));
    command.current_dir(dir).env_clear();
    command
}

pub fn meshc(dir: &Path, arguments: &[&str]) -> Output {
    command(dir).args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// Runs the command with a text on its standard input.
pub fn piped(dir: &Path, arguments: &[&str], text: &str) -> Output {
    let mut child = command(dir);
    child.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = child.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The files below a folder with their texts and times.
pub fn state(dir: &Path) -> Vec<(String, String, std::time::SystemTime)> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let one = |entry: walkdir::DirEntry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        (entry.path().display().to_string(), text, entry.metadata().unwrap().modified().unwrap())
    };
    files.map(one).collect()
}
