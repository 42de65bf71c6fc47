//! Nothing outside of the root is opened, whatever a mesh file names, and nothing that is there is printed or
//! written: a world that records what it is asked for shows the one, a planted secret the other.

use crate::common::MESH;
use meshc::world::{Depth, Disk, Entry, Real, World, WorldError};
use meshc::{Options, Outcome, compile, emit, fmt, report};
use std::cell::RefCell;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

const SECRET: &str = "correct-horse-battery";

/// The disk, and every file and folder of it that was opened.
#[derive(Default)]
struct Recorder(RefCell<Vec<PathBuf>>);

impl Recorder {
    fn record(&self, path: &str) {
        let path = if path.is_empty() { "." } else { path };
        self.0.borrow_mut().extend(std::fs::canonicalize(path).ok());
    }
}

impl World for Recorder {
    fn read(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.record(path);
        Disk.read(path)
    }

    fn read_regular(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.record(path);
        Disk.read_regular(path)
    }

    fn list(&self, path: &str, depth: Depth) -> Result<Vec<Entry>, WorldError> {
        self.record(path);
        Disk.list(path, depth)
    }

    fn real(&self, path: &str) -> Real {
        Disk.real(path)
    }

    fn is_link(&self, path: &str) -> bool {
        Disk.is_link(path)
    }
}

/// A folder with a work tree in `own`, and beside it what a machine of CI has.
fn machine() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    let put = |path: &str, text: &str| {
        std::fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        std::fs::write(at(path), text).unwrap();
    };
    put("home/.netrc", &format!("machine example.com login x password {SECRET}\n"));
    put("home/.aws/credentials", &format!("[default]\naws_secret_access_key = {SECRET}\n"));
    put("home/.docker/config.json", &format!("{{\"auths\": {{\"x\": {{\"auth\": \"{SECRET}\"}}}}}}\n"));
    put("home/id_ed25519", &format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n"));
    put("home/.env", &format!("TOKEN={SECRET}\n"));
    put("home/secret.kdl", &format!("cluster \"{SECRET}\" id=7\n"));
    put("home/secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {SECRET}}}\n"));
    put("own/.git/config", &format!("[http]\nextraheader = {SECRET}\n"));
    put("own/base/cilium.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: y}\n");
    symlink(at("home/secret.kdl"), at("own/link.kdl")).unwrap();
    symlink(at("home/secret.yaml"), at("own/link.yaml")).unwrap();
    symlink(at("home"), at("own/folder")).unwrap();
    symlink(at("home/secret.yaml"), at("own/base/link.yaml")).unwrap();
    symlink("/dev/zero", at("own/zero.kdl")).unwrap();
    symlink("/proc/self/environ", at("own/environ.kdl")).unwrap();
    dir
}

/// Mesh files that name what is outside, in every statement that names a file.
fn meshes(machine: &Path) -> Vec<String> {
    let home = machine.join("home");
    let mut paths: Vec<String> = [".netrc", ".aws/credentials", ".docker/config.json", "id_ed25519", ".env"]
        .iter()
        .chain(&["secret.kdl", "secret.yaml", "secret.kd", "*", "**/*"])
        .flat_map(|file| [format!("../home/{file}"), format!("folder/{file}"), home.join(file).display().to_string()])
        .collect();
    let inside =
        [".git/config", ".git/*", "link.kdl", "link.yaml", "link*", "zero.kdl", "environ.kdl", "no/../../home/.env"];
    paths.extend(inside.map(str::to_string));
    paths.extend(["/etc/passwd", "/proc/self/environ", "/dev/zero", "/dev/stdin", "/**/*.kdl"].map(str::to_string));
    let mut meshes = Vec::new();
    for path in paths {
        meshes.push(format!("{MESH}include \"{path}\"\n"));
        meshes.push(MESH.replacen("id=1 {", &format!("id=1 {{ values path=\"{path}\";"), 1));
        meshes.push(format!(
            "mesh \"m\" {{ cilium \"1.2.5\"; }}\ncluster \"a\" id=1 {{ kops \"a.example.com\" spec=\"{path}\"; }}\n"
        ));
    }
    for base in ["..", "../home", "folder", "base", ".git", "/proc", "/"] {
        meshes.push(format!("mesh \"m\" {{ cilium \"1.2.5\"; base path=\"{base}\"; }}\ncluster \"a\" id=1\n"));
    }
    meshes
}

/// Everything that is printed or written of an outcome.
fn shown(outcome: &Outcome) -> String {
    let (found, sources) = (&outcome.diagnostics, &outcome.sources);
    let mut texts = vec![
        report::human(found, sources, &report::Style::default(), usize::MAX),
        report::json(found, sources),
        report::sarif(found, &outcome.exceptions.silenced, sources),
        report::github(found, sources, usize::MAX),
        report::gitlab(found, sources),
    ];
    if let (Some(tree), Some(plan)) = (outcome.tree(), outcome.plan()) {
        texts.extend(tree.files().map(|(path, text)| format!("{path}\n{text}")));
        texts.extend(plan.clusters.iter().map(|cluster| emit::manifests(plan, cluster)));
    }
    let laid = fmt::format(&outcome.sources, &outcome.diagnostics);
    texts.extend(laid.into_iter().map(|laid| format!("{} {:?}", laid.text, laid.verdict)));
    texts.concat()
}

#[test]
fn nothing_outside_is_opened_or_shown() {
    let machine = machine();
    let own = machine.path().join("own");
    let root = std::fs::canonicalize(&own).unwrap();
    let file = own.join("mesh.kdl");
    for text in meshes(machine.path()) {
        std::fs::write(&file, &text).unwrap();
        let world = Recorder::default();
        let outcome = compile(&world, &file.to_string_lossy(), &Options::default());
        let opened = world.0.into_inner();
        assert!(opened.contains(&root.join("mesh.kdl")));
        let outside: Vec<_> =
            opened.iter().filter(|path| !path.starts_with(&root) || path.starts_with(root.join(".git"))).collect();
        assert!(outside.is_empty(), "{text}: {outside:?}");
        assert!(outcome.diagnostics.has_errors(), "{text}");
        assert!(!shown(&outcome).contains(SECRET), "{text}");
    }
}

/// What the process opens, as the system sees it: no more is taken on trust.
#[test]
fn the_system_sees_nothing_opened_outside() {
    let traced = |dir: &Path, arguments: &[&str]| {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-e", "trace=open,openat,openat2", "-e", "signal=none", "-o", "../trace"]);
        strace.arg(env!("CARGO_BIN_EXE_meshc")).args(arguments).current_dir(dir).output()
    };
    let machine = machine();
    let own = machine.path().join("own");
    if !traced(&own, &["--version"]).is_ok_and(|ran| ran.status.success()) {
        eprintln!("skipped: there is no strace here");
        return;
    }
    // Several to a file: what is wrong with one keeps nobody from the others.
    let includes: Vec<String> =
        meshes(machine.path()).into_iter().filter_map(|text| text.strip_prefix(MESH).map(str::to_string)).collect();
    std::fs::write(own.join("mesh.kdl"), format!("{MESH}{}", includes.concat())).unwrap();
    for command in [
        &["check"] as &[_],
        &["build"],
        &["plan"],
        &["show"],
        &["graph"],
        &["render", "--cluster", "a"],
        &["fmt", "--check"],
        &["fix", "--diff"],
    ] {
        let ran = traced(&own, command).unwrap();
        let printed = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(!printed.contains(SECRET), "{command:?}: {printed}");
        let trace = std::fs::read_to_string(machine.path().join("trace")).unwrap();
        let opened: Vec<&str> = trace.lines().filter(|line| !line.contains(" = -1 ")).collect();
        assert!(opened.iter().any(|line| line.contains("mesh.kdl")), "{command:?}: {trace}");
        let is_outside = |line: &&&str| {
            ["home", "folder", "link", ".git/", "environ", "zero", "/etc/passwd", "/dev/stdin"]
                .iter()
                .any(|name| line.contains(name))
        };
        assert_eq!(opened.iter().find(is_outside), None, "{command:?}");
    }
}
