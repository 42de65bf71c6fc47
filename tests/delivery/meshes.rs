//! Meshes, what applies them, and how tests look into the output.

use crate::common::{compile_with, rendered};
use meshc::Outcome;
use meshc::plan::{Cluster, Plan};
use meshc::tree::Tree;
use meshc::world::Memory;
use meshc::yaml::{self, Value};
use std::path::Path;
use std::process::Command;

/// Meshes without what applies them.
pub const MESHES: &[(&str, &str)] = &[
    ("classic", CLASSIC),
    ("chart", CHART),
    ("skewed", SKEWED),
    ("oci", OCI),
    ("beside", BESIDE),
    ("rendered", RENDERED),
    ("shared", SHARED),
    ("distribution", DISTRIBUTION),
];

pub const CLASSIC: &str = r#"
    mesh "m" { cilium "1.4.2"; address-pool "100.64.0.0/10" prefix=16; }
    cluster "a" id=1 { etcd { endpoint "https://a.example.com:2379"; tls ca="ca.crt"; credentials "external-secrets" store="vault" key="k"; }; }
    cluster "b.c" id=2 { context "prod-b"; allow "invalid-cluster-name" reason="old"; etcd { endpoint "https://b.example.com:2379"; }; }
"#;
pub const CHART: &str = r#"
    mesh "m" { cilium "1.20.0"; address-pool "10.0.0.0/8" prefix=16; }
    cluster "a" id=1 { context "x \"{{y}}\" ${z}"; apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; values { tools { script "echo ${HOME}"; }; }; }
"#;
pub const SKEWED: &str = r#"
    mesh "m" { cilium "1.18.3"; certificates "helm"; address-pool "10.0.0.0/8" prefix=16; allow "certificates-change-on-render" reason="known"; allow "version-skew" reason="upgrade"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { cilium "1.17.4"; apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
    cluster "c" id=3 { context "prod-c"; apiserver "NodePort" { ip "192.0.2.3" "192.0.2.4"; }; }
"#;
pub const OCI: &str = r#"
    mesh "m" { cilium "1.18.3"; base chart="oci://quay.io/cilium/charts/"; namespace "cilium"; address-pool "10.0.0.0/8" prefix=16; allow "version-skew" reason="upgrade"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { cilium "1.17.4"; apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;
pub const BESIDE: &str = r#"
    mesh "m" { cilium "1.18.3"; routing "native" cidr="10.0.0.0/8"; address-pool "10.0.0.0/8" prefix=16; }
    peering { link "a" "d"; link "b" "c"; }
    cluster "d" id=4 { etcd { endpoint "https://d.example.com:2379"; }; }
    cluster "a" id=1 {
        etcd { endpoint "https://a.example.com:2379"; tls ca="etcd-client-ca.crt" cert="etcd-client.crt" key="etcd-client.key"; credentials "external-secrets" store="vault" key="k"; }
        patch kind="Secret" name="cilium-clustermesh" { add "/metadata/labels" { own "yes" }; }
    }
    cluster "b" id=2 {
        apiserver "LoadBalancer" { ip "192.0.2.2"; }
        patch kind="DaemonSet" name="cilium" { add "/spec/template/spec/tolerations/-" { key "gpu"; operator "Exists" }; }
    }
    cluster "c" id=3 { service-cidr "172.20.0.0/20"; apiserver "ClusterIP" { ip "172.20.0.10"; }; }
"#;
pub const RENDERED: &str = r#"
    mesh "m" { cilium "1.18.3"; base path="base"; address-pool "10.0.0.0/8" prefix=16; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
"#;
pub const SHARED: &str = r#"
    mesh "m" { cilium "1.19.1"; peers "shared"; address-pool "10.0.0.0/8" prefix=16; allow "version-skew" reason="upgrade"; }
    peering { group "west" "a" "b" "c"; group "east" "d" "e"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { cilium "1.18.3"; apiserver "LoadBalancer" { ip "192.0.2.2"; }; }
    cluster "c" id=3 {
        apiserver "LoadBalancer" { pending #true; }
        patch kind="DaemonSet" name="cilium" { add "/spec/template/spec/tolerations/-" { key "gpu"; operator "Exists" }; }
    }
    cluster "d" id=4 { apiserver "LoadBalancer" { address "d.example.com"; }; }
    cluster "e" id=5 { apiserver "NodePort" { ip "192.0.2.5" "192.0.2.6"; }; }
"#;

pub const DISTRIBUTION: &str = r#"
    mesh "m" { cilium "1.18.3"; base helm-chart-config="rke2-cilium"; address-pool "10.0.0.0/8" prefix=16; }
    defaults { platform "rke2"; }
    cluster "a" id=1 { apiserver "LoadBalancer" { ip "192.0.2.1"; }; }
    cluster "b" id=2 { apiserver "LoadBalancer" { ip "192.0.2.2"; }; values { debug { enabled #true }; }; }
"#;

/// What applies them.
pub const HUB: &str = "flux { source \"platform\"; depends-on \"one\" \"two\"; depends-on \"one\"; }";

pub const PER_CLUSTER: &str = "flux { source \"p\"; source-kind \"OCIRepository\"; per-cluster #true; path \".\"; interval \"1h30m\"; namespace \"f\"; }";
pub const APPLICATIONS: &str = "argocd { repo-url \"https://git.example.com/p.git\"; }";
pub const APPLICATION_SET: &str =
    "argocd { repo-url \"https://git.example.com/p.git\"; application-set #true; path \"./a/b/\"; }";
pub const OWN_ARGO_CD: &str =
    "argocd { repo-url \"https://git.example.com/p.git\"; per-cluster #true; application \"cilium\"; }";
pub const VALUES_ONLY: &str = "flux { source \"platform\"; values-only #true; }";
pub const DELIVERIES: &[&str] = &[HUB, PER_CLUSTER, APPLICATIONS, APPLICATION_SET, OWN_ARGO_CD];

/// A mesh with what applies it, beside the manifests of a fixture.
pub fn outcome(mesh: &str, delivery: &str) -> Outcome {
    let mut files = Memory::default();
    for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
    }
    let outcome = compile_with(files, &format!("{mesh}\n{delivery}\n"));
    assert!(outcome.tree().is_some(), "{delivery}\n{}", rendered(&outcome));
    outcome
}

pub fn tree(mesh: &str, delivery: &str) -> Tree {
    outcome(mesh, delivery).tree().cloned().unwrap()
}

/// The objects of a folder of the output, without kustomize's own.
pub fn objects(tree: &Tree, folder: &str) -> Vec<Value> {
    let files = tree.files().filter(|(path, _)| path.starts_with(folder) && !path.ends_with("/kustomization.yaml"));
    files.flat_map(|(_, text)| yaml::read(text).unwrap()).collect()
}

pub fn of_kind<'o>(objects: &'o [Value], kind: &str) -> Vec<&'o Value> {
    objects.iter().filter(|object| object["kind"] == kind).collect()
}

/// The clusters in the order of their files.
pub fn by_name(plan: &Plan) -> Vec<&Cluster> {
    let mut clusters: Vec<&Cluster> = plan.clusters.iter().collect();
    clusters.sort_by_key(|cluster| &cluster.name);
    clusters
}

pub fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

pub fn everywhere(check: impl Fn(&str, &Tree)) {
    for (name, mesh) in MESHES {
        for delivery in DELIVERIES {
            check(&format!("{name}: {delivery}"), &tree(mesh, delivery));
        }
    }
}

pub fn build(program: &str, folder: &Path, case: &str) -> Vec<Value> {
    let built = Command::new(program).arg("build").arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success() && said.is_empty(), "{case}: {program} build {}: {said}", folder.display());
    yaml::read(&String::from_utf8(built.stdout).unwrap()).unwrap()
}
