//! The meshes whose plans are looked at, and what is asked of a plan.

use crate::common::mesh::{Mesh, mesh};
use crate::common::rendered;
use meshc::Outcome;
use meshc::impact::{ClusterImpact, Impact, Output, Risk, compare};

/// The output of a mesh that is right.
pub fn output(mesh: &Mesh) -> Output {
    output_of(&mesh.compile())
}

pub fn output_of(outcome: &Outcome) -> Output {
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(outcome));
    Output::of(outcome.tree().unwrap())
}

/// What happens to each cluster when the second mesh follows the first.
pub fn plan(old: &Mesh, new: &Mesh) -> Vec<ClusterImpact> {
    compare(&output(old), &output(new))
}

/// The same, where the second is the first with a change.
pub fn after(mesh: &Mesh, change: impl FnOnce(Mesh) -> Mesh) -> Vec<ClusterImpact> {
    plan(mesh, &change(mesh.clone()))
}

pub fn of<'c>(clusters: &'c [ClusterImpact], name: &str) -> &'c ClusterImpact {
    clusters.iter().find(|cluster| cluster.name == name).unwrap_or_else(|| panic!("no {name} in {clusters:#?}"))
}

pub fn risks(clusters: &[ClusterImpact]) -> Vec<(&str, Risk)> {
    clusters.iter().map(|cluster| (cluster.name.as_str(), cluster.risk())).collect()
}

pub fn impact<'c>(clusters: &'c [ClusterImpact], name: &str, subject: &str) -> &'c Impact {
    let cluster = of(clusters, name);
    let found = cluster.impacts.iter().find(|impact| impact.subject == subject);
    found.unwrap_or_else(|| panic!("no {subject} in {cluster:#?}"))
}

pub fn values(impact: &Impact) -> (Risk, Option<&str>, Option<&str>) {
    (impact.risk, impact.before.as_deref(), impact.after.as_deref())
}

/// On the chart: one cluster reached by an address, one by a name.
pub fn chart() -> Mesh {
    let a = "pod-cidr \"10.1.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }; config { debug #false; }";
    let b = "pod-cidr \"10.2.0.0/16\"; apiserver \"LoadBalancer\" { address \"b.example.com\"; }";
    mesh("1.18.3").without_pool().cluster("a", a).cluster("b", b)
}

/// With plain etcds, on the manifests that meshc ships.
pub fn classic() -> Mesh {
    let a = "pod-cidr \"10.1.0.0/16\"; etcd { endpoint \"http://a.example.com:2379\"; }; config { debug #false; }";
    let b = "pod-cidr \"10.2.0.0/16\"; etcd { endpoint \"http://b.example.com:2379\"; }";
    let mesh = mesh("1.4.2").without_pool().says("allow \"insecure-endpoint\" reason=\"short\"");
    mesh.cluster("a", a).cluster("b", b)
}

/// The fixture on manifests that a user has rendered.
pub fn rendered_mesh() -> String {
    std::fs::read_to_string("fixtures/rendered/mesh.kdl").unwrap()
}

/// The plan for the fixture with texts replaced.
pub fn after_on_rendered(changes: &[(&str, &str)]) -> Vec<ClusterImpact> {
    let mut files = meshc::world::Memory::default();
    for entry in walkdir::WalkDir::new("fixtures/rendered/vendor").into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix("fixtures/rendered").unwrap().to_str().unwrap().to_string();
            files = files.with(path, std::fs::read(entry.path()).unwrap());
        }
    }
    let mesh = rendered_mesh();
    let new = changes.iter().fold(mesh.clone(), |mesh, (from, to)| {
        assert!(mesh.contains(from), "{from} in {mesh}");
        mesh.replace(from, to)
    });
    let compiled = |text: &str| output_of(&crate::common::compile_with(files.clone(), text));
    compare(&compiled(&mesh), &compiled(&new))
}
