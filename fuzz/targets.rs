//! What is always true of meshc, whatever bytes it is given: one function for each kind of file that somebody
//! else may have written. `fuzz_targets` hands them to libFuzzer, `tests/fuzz` to mutations on stable Rust.

use meshc::diagnostic::Diagnostics;
use meshc::impact::{self, Output};
use meshc::kdl::{is_same, read};
use meshc::plan::Deployed;
use meshc::source::Sources;
use meshc::verify::verify;
use meshc::world::Memory;
use meshc::{Options, Outcome, compile, emit, fmt, places, report, yaml};

/// A target: its name, which is that of its corpus, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("base_manifest", base_manifest),
    ("fmt", fmt),
    ("kops_spec", kops_spec),
    ("mesh_file", mesh_file),
    ("node_list", node_list),
    ("old_output", old_output),
    ("values_file", values_file),
];

const CLASSIC: &str = r#"
mesh "m" { cilium "1.2.5"; address-pool "100.64.0.0/10" prefix=16; }
cluster "cluster1" id=1 { etcd { endpoint "https://etcd.cluster1.example.com:4001"; }; }
cluster "cluster2" id=2 { etcd { endpoint "https://etcd.cluster2.example.com:4001"; }; }
"#;

const CHART: &str = r#"
mesh "m" { cilium "1.18.3"; address-pool "10.0.0.0/8" prefix=16; }
cluster "cluster1" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
cluster "cluster2" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;

/// A mesh file.
pub fn mesh_file(bytes: &[u8]) {
    let world = Memory::default().with("mesh.kdl", bytes);
    let outcome = compile(&world, "mesh.kdl", &Options::default());
    holds(&outcome);
    let again = compile(&world, "mesh.kdl", &Options::default());
    assert_eq!(report::json(&outcome.diagnostics, &outcome.sources), report::json(&again.diagnostics, &again.sources));
}

/// A file of the manifests that clusters build on.
pub fn base_manifest(bytes: &[u8]) {
    let mesh = CLASSIC.replace("cilium \"1.2.5\"", "cilium \"1.2.5\"; base path=\"base\"");
    beside("base/cilium.yaml", bytes, &mesh);
}

/// A file of values that a mesh file names.
pub fn values_file(bytes: &[u8]) {
    beside("values.yaml", bytes, &format!("{CHART}defaults {{ values path=\"values.yaml\"; }}\n"));
}

/// A cluster's spec of kops.
pub fn kops_spec(bytes: &[u8]) {
    let kops = r#"id=1 { kops "cluster1.k8s.example.com" spec="spec.yaml";"#;
    beside("spec.yaml", bytes, &CLASSIC.replace("id=1 {", kops));
}

/// A listing of nodes.
pub fn node_list(bytes: &[u8]) {
    let mut sources = Sources::default();
    sources.add("mesh.kdl", CLASSIC);
    let listing = sources.add("nodes.txt", String::from_utf8_lossy(bytes));
    let mut found = Diagnostics::default();
    let seen = RIGHT.with(|[classic, _]| classic.mesh().map(|mesh| verify(mesh, &sources, &[listing], &mut found)));
    assert!(seen.flatten().is_some() || found.has_errors(), "why it cannot be read is reported");
    is_reported(&found, &sources);
}

/// An output directory: after each line `=== PATH`, the text of a file.
pub fn old_output(bytes: &[u8]) {
    let mut world = Memory::default();
    for file in String::from_utf8_lossy(bytes).split("=== ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        world = world.with(format!("deploy/{path}"), text);
    }
    let records = impact::records(&world, "deploy", &places().folders);
    let records = records.unwrap_or_else(|error| panic!("{error:?}"));
    let old = impact::output(&world, "deploy", &places().folders).unwrap_or_else(|error| panic!("{error:?}"));
    for mesh in [CLASSIC, CHART] {
        let deployed = Some(Deployed::guarded(records.clone(), Vec::new()));
        let options = Options { deployed, out: Some("deploy".to_string()), ..Options::default() };
        let outcome = compile(&world.clone().with("mesh.kdl", mesh), "mesh.kdl", &options);
        is_reported(&outcome.diagnostics, &outcome.sources);
    }
    RIGHT.with(|right| {
        for tree in right.iter().filter_map(Outcome::tree) {
            impact::compare(&old, &Output::of(tree));
        }
    });
    impact::compare(&old, &old);
}

thread_local! {
    /// The meshes that are right, compiled once.
    static RIGHT: [Outcome; 2] =
        [CLASSIC, CHART].map(|mesh| compile(&Memory::default().with("mesh.kdl", mesh), "mesh.kdl", &Options::default()));
}

/// A file that is laid out anew.
pub fn fmt(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let file = Sources::default().add("mesh.kdl", text.clone());
    if read(file, &text).is_err() {
        return;
    }
    let laid = fmt::layout(&text);
    assert!(is_same(&text, &laid), "it means the same");
    assert_eq!(fmt::layout(&laid), laid, "it is laid out already");
}

/// Compiles a mesh that names a file.
fn beside(path: &str, bytes: &[u8], mesh: &str) {
    let world = Memory::default().with("mesh.kdl", mesh).with(path, bytes);
    holds(&compile(&world, "mesh.kdl", &Options::default()));
}

/// There is an output or an error, every finding has its place, and what is written can be read.
fn holds(outcome: &Outcome) {
    is_reported(&outcome.diagnostics, &outcome.sources);
    assert_eq!(outcome.tree().is_none(), outcome.diagnostics.has_errors(), "an output, or why there is none");
    let (Some(tree), Some(plan)) = (outcome.tree(), outcome.plan()) else { return };
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with(".yaml")) {
        assert!(yaml::read(text).is_ok(), "{path} can be read: {:?}\n{text}", yaml::read(text));
    }
    for cluster in plan.clusters.iter().filter(|cluster| cluster.chart().is_none()) {
        let text = emit::manifests(plan, cluster);
        assert!(yaml::read(&text).is_ok(), "what is rendered can be read: {:?}\n{text}", yaml::read(&text));
    }
}

/// Each label and each edit is in its file, and every format takes the findings.
fn is_reported(found: &Diagnostics, sources: &Sources) {
    for finding in &found.0 {
        assert!(finding.primary().is_some(), "{finding:?} has no place");
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in finding.labels.iter().map(|label| label.span).chain(edits) {
            let source = sources.get(span.file);
            assert!(source.is_some_and(|it| it.text.get(span.start..span.end).is_some()), "{finding:?} is in no file");
        }
    }
    report::human(found, sources, &report::Style::default(), report::LIMIT);
    report::json(found, sources);
    report::sarif(found, &[], sources);
    report::github(found, sources, report::LIMIT);
    report::gitlab(found, sources);
}
