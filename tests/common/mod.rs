//! What the integration tests share: compiling text, rendering reports, and the one switch for expectations.

pub mod mesh;
pub mod pages;
pub mod releases;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use meshc::Outcome;
use meshc::report::{self, Style};
use meshc::sync::{Edited, Report, Wait};
use meshc::tree::Tree;
use meshc::world::{Disk, Memory};
use meshc::yaml::Value;

/// Compiles a text that is all there is.
pub fn compile(text: &str) -> Outcome {
    compile_with(Memory::default(), text)
}

/// Compiles a text beside other files.
pub fn compile_with(files: Memory, text: &str) -> Outcome {
    meshc::compile(&files.with("mesh.kdl", text), "mesh.kdl", &meshc::Options::default())
}

/// Compiles a file of the project, which may name what is in the project, with a `.git` or without.
pub fn compile_file(path: &str) -> Outcome {
    meshc::compile(&Disk, path, &meshc::Options { root: Some(".".to_string()), ..meshc::Options::default() })
}

/// Brings a directory to a tree; no test waits for the disk.
pub fn sync(tree: &Tree, dir: &std::path::Path, edited: Edited) -> std::io::Result<Report> {
    meshc::sync::sync(tree, dir, edited, Wait::Never)
}

/// The codes of what was found, in order.
pub fn codes(outcome: &Outcome) -> Vec<&'static str> {
    outcome.diagnostics.0.iter().map(|diagnostic| diagnostic.rule.name).collect()
}

/// The report as a terminal of 80 columns shows it, without colour.
pub fn rendered(outcome: &Outcome) -> String {
    report::human(&outcome.diagnostics, &outcome.sources, &Style::default(), report::LIMIT)
}

/// The text of an entry of a mesh Secret.
pub fn entry(secret: &Value, name: &str) -> String {
    let encoded = secret
        .pointer(&format!("/data/{name}"))
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no entry {name} in {secret}"));
    String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap()
}

/// Writes a Secret into the place of each one that the user keeps encrypted, and gives their names.
pub fn stand_in(plan: &meshc::plan::Plan, dir: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for cluster in &plan.clusters {
        for encrypted in &cluster.encrypted {
            let (name, namespace) = (&encrypted.secret, &encrypted.namespace);
            let text = format!(
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: {namespace}\ndata:\n  x: ENC[AES256_GCM,type:str]\nsops:\n  version: 3.11.0\n"
            );
            std::fs::write(dir.join(meshc::emit::encrypted_file(plan, cluster, encrypted)), text).unwrap();
            names.push(name.clone());
        }
    }
    names
}

/// Whether expectations are to be written instead of held: `UPDATE=1 cargo test`.
pub fn updating() -> bool {
    #[allow(clippy::disallowed_methods)]
    std::env::var("UPDATE").is_ok_and(|value| value == "1")
}

/// Holds a file against what it should be, or writes it.
pub fn expect_file(path: &str, wanted: &str) {
    let stands = std::fs::read_to_string(path).unwrap_or_default();
    if stands == wanted {
        return;
    }
    if updating() {
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(path, wanted).unwrap();
        return;
    }
    let difference = similar::TextDiff::from_lines(stands.as_str(), wanted);
    panic!("{path} is not up to date; run UPDATE=1 cargo test\n{}", difference.unified_diff());
}

/// The programs that are there; none is a failure where consumers are required.
pub fn programs(variable: &str, default: &str) -> Vec<String> {
    let named = std::env::var(variable).unwrap_or_else(|_| default.to_string());
    let runs = |program: &&str| std::process::Command::new(program).arg("--help").output().is_ok();
    let found: Vec<String> = named.split(':').filter(runs).map(str::to_string).collect();
    if are_consumers_required() {
        assert_eq!(found.len(), named.split(':').count(), "{variable}={named} does not run");
    } else if found.is_empty() {
        eprintln!("skipped: there is no {default} here");
    }
    found
}

/// Whether a test that finds no real consumer fails: `CONSUMERS=required`.
pub fn are_consumers_required() -> bool {
    std::env::var("CONSUMERS").is_ok_and(|value| value == "required")
}

/// The fixtures: the folder's name, and the mesh file that is compiled for it.
pub const FIXTURES: &[(&str, &str)] = &[
    ("argocd", "fixtures/argocd/mesh.kdl"),
    ("argocd-per-cluster", "fixtures/argocd-per-cluster/mesh.kdl"),
    ("article", "mesh.kdl.example"),
    ("flux", "fixtures/flux/mesh.kdl"),
    ("kvstore", "fixtures/kvstore/mesh.kdl"),
    ("modern", "fixtures/modern/mesh.kdl"),
    ("node-ports", "fixtures/node-ports/mesh.kdl"),
    ("own-helm-release", "fixtures/own-helm-release/mesh.kdl"),
    ("own-manifests", "fixtures/own-manifests/mesh.kdl"),
    ("plain-helm", "fixtures/plain-helm/mesh.kdl"),
    ("rendered", "fixtures/rendered/mesh.kdl"),
    ("rke2", "fixtures/rke2/mesh.kdl"),
    ("secrets", "fixtures/secrets/mesh.kdl"),
    ("three-releases", "fixtures/three-releases/mesh.kdl"),
];

/// A mesh of two clusters on the chart, without a finding.
pub const MESH: &str = r#"mesh "m" {
    cilium "1.18.3"
    address-pool "10.0.0.0/8" prefix=16
}
cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;
