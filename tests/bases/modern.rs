//! Bases of releases with clustermesh-apiserver, held against the mesh: what is said of them, where, and when
//! nothing is.

use super::certificates::CERTGEN;
use crate::common::releases::{is_from, modern};
use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::diagnostic::Severity;
use meshc::world::Memory;

/// What the chart of a release makes, as far as the mesh needs it.
pub fn base(release: &str) -> String {
    let local =
        if !is_from(release, "1.16") { "" } else { "          - secret: {name: clustermesh-apiserver-local-cert}\n" };
    let kvstoremesh = format!(
        "      - {{name: kvstoremesh, image: \"quay.io/cilium/clustermesh-apiserver:v{release}\"}}\n      volumes:\n      \
         - name: kvstoremesh-secrets\n        projected:\n          sources:\n          - secret: {{name: cilium-kvstoremesh}}\n          \
         - secret: {{name: clustermesh-apiserver-remote-cert}}\n"
    );
    let kvstoremesh = if !is_from(release, "1.16") { "" } else { &kvstoremesh };
    let users = if !is_from(release, "1.19") { "" } else { "\n        args: [--cluster-users-enabled]" };
    format!(
        r#"apiVersion: v1
kind: ConfigMap
metadata: {{name: cilium-config, namespace: kube-system}}
data:
  cluster-name: default
  identity-allocation-mode: crd
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: cilium, namespace: kube-system}}
spec:
  template:
    spec:
      initContainers:
      - {{name: config, image: "quay.io/cilium/cilium:v{release}@sha256:0a"}}
      containers:
      - {{name: cilium-agent, image: "quay.io/cilium/cilium:v{release}@sha256:0a"}}
      volumes:
      - name: clustermesh-secrets
        projected:
          sources:
          - secret: {{name: cilium-clustermesh}}
          - secret: {{name: clustermesh-apiserver-remote-cert}}
{local}---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: cilium-operator, namespace: kube-system}}
spec:
  template:
    spec:
      containers:
      - {{name: cilium-operator, image: "quay.io/cilium/operator-generic:v{release}"}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {{name: cilium-operator}}
rules: []
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: clustermesh-apiserver, namespace: kube-system}}
spec:
  template:
    metadata: {{labels: {{k8s-app: clustermesh-apiserver}}}}
    spec:
      containers:
      - {{name: etcd, image: "quay.io/cilium/clustermesh-apiserver:v{release}"}}
      - name: apiserver
        image: "quay.io/cilium/clustermesh-apiserver:v{release}"{users}
{kvstoremesh}---
apiVersion: v1
kind: Service
metadata: {{name: clustermesh-apiserver, namespace: kube-system}}
spec: {{ports: [{{port: 2379}}], selector: {{k8s-app: clustermesh-apiserver}}}}
"#
    )
}

/// A mesh of `count` clusters on one base, with more in `mesh` and in each cluster.
pub fn mesh(release: &str, count: u16, more: &str, of_cluster: &str) -> String {
    let head = format!(
        "mesh \"m\" {{ cilium \"{release}\"; base path=\"v\"; address-pool \"10.0.0.0/8\" prefix=16; max-connected-clusters 255; {more}}}\n"
    );
    let cluster = |id: u16| {
        format!("cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; {of_cluster}}}\n")
    };
    head + &(1..=count).map(cluster).collect::<String>()
}

pub fn check(text: &str, mesh: &str) -> Outcome {
    compile_with(Memory::default().with("v/cilium.yaml", text), mesh)
}

/// What two clusters of 1.18.12 are told on a base in which a text stands for another.
pub fn mutated(from: &str, to: &str, more: &str) -> Outcome {
    let text = base("1.18.12");
    assert!(text.contains(from), "{from}");
    check(&text.replace(from, to), &mesh("1.18.12", 2, more, ""))
}

/// The texts at the primary places.
pub fn places(outcome: &Outcome) -> Vec<String> {
    let text = |finding: &meshc::diagnostic::Diagnostic| {
        let span = finding.primary().unwrap().span;
        outcome.sources.get(span.file).unwrap().text[span.start..span.end].to_string()
    };
    outcome.diagnostics.0.iter().map(text).collect()
}

#[test]
fn a_base_of_the_release_is_accepted_without_a_word() {
    for release in modern() {
        for count in [1, 2, 40] {
            let outcome = check(&base(&release), &mesh(&release, count, "", ""));
            let about_bases = codes(&outcome).into_iter().filter(|code| *code != "isolated-cluster").count();
            assert_eq!(about_bases, 0, "{release} {count}\n{}", rendered(&outcome));
        }
    }
}

#[test]
fn every_other_release_is_told_once_and_alone() {
    for (release, other) in
        [("1.14.19", "1.20.0"), ("1.20.0", "1.14.19"), ("1.16.19", "1.17.18"), ("1.18.12", "1.16.19")]
    {
        let outcome = check(&base(release), &mesh(other, 40, "", ""));
        assert_eq!(codes(&outcome), ["base-release-differs"], "{release} {other}\n{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0[0].severity, Severity::Error);
        assert_eq!(places(&outcome), [release]);
    }
}

#[test]
fn another_patch_release_is_a_warning_with_a_fix() {
    let outcome = check(&base("1.18.12"), &mesh("1.18.3", 2, "", ""));
    assert_eq!(codes(&outcome), ["base-release-differs"]);
    let finding = &outcome.diagnostics.0[0];
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(finding.fixes[0].edits[0].text, "\"1.18.12\"");
    assert!(outcome.tree().is_some());
}

#[test]
fn a_fix_changes_nothing_for_clusters_on_another_base() {
    let text = mesh("1.18.3", 2, "", "").replace("path=\"v\"", "path=\"{cluster}\"");
    let files = Memory::default().with("c1/a.yaml", base("1.18.12")).with("c2/a.yaml", base("1.18.3"));
    let outcome = compile_with(files, &text);
    assert_eq!(codes(&outcome), ["base-release-differs"]);
    assert!(outcome.diagnostics.0[0].fixes.is_empty());
    assert!(outcome.diagnostics.0[0].message.ends_with("in cluster `c1`"), "{}", rendered(&outcome));
}

#[test]
fn what_the_bases_of_many_clusters_have_in_common_is_said_once() {
    let text = mesh("1.17.18", 40, "", "").replace("path=\"v\"", "path=\"{cluster}\"");
    let all = |base: &str, text: &str| {
        let files = (1..=40).fold(Memory::default(), |files, id| files.with(format!("c{id}/a.yaml"), base));
        compile_with(files, text)
    };
    let key = "  cluster-name: default\n  tunnel: vxlan\n  cluster-id: \"0\"\n";
    let old_key = base("1.17.18").replace("  cluster-name: default\n", key);
    let small = base("1.17.18").replace("kind: Service\n", "kind: Endpoints\n");
    let kvstore = base("1.17.18").replace("mode: crd", "mode: kvstore");
    for (base, code) in [
        (base("1.18.12"), "base-release-differs"),
        (old_key, "removed-config-key"),
        (small, "base-lacks-object"),
        (kvstore, "base-contradicts-mesh"),
        (base("1.17.18") + &CERTGEN.replace("NAME", "paris"), "base-names-another-cluster"),
    ] {
        let outcome = all(&base, &text);
        assert_eq!(codes(&outcome), [code], "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), 40);
        let message = &outcome.diagnostics.0[0].message;
        // What a base lacks is reported where the mesh file names all bases.
        assert!(message.ends_with("(in 40 places)") || code == "base-lacks-object", "{message}");
    }
}

#[test]
fn images_that_say_nothing_of_a_release_are_no_matter() {
    for image in [
        "mirror/cilium:latest",
        "mirror/cilium@sha256:0a",
        "mirror:5000/cilium",
        "cilium:v1.18.12-cee.1",
        "other:v1.2.3",
    ] {
        let outcome = mutated("quay.io/cilium/cilium:v1.18.12@sha256:0a", image, "");
        assert_eq!(codes(&outcome), [""; 0], "{image}\n{}", rendered(&outcome));
    }
    let outcome = mutated("quay.io/cilium/operator-generic:v1.18.12", "mirror:5000/operator-generic:v1.17.3-fips", "");
    assert_eq!((codes(&outcome), places(&outcome)), (vec!["base-release-differs"], vec!["1.17.3".to_string()]));
}

#[test]
fn a_chart_label_tells_the_release_too() {
    let outcome =
        mutated("metadata: {name: cilium,", "metadata: {labels: {helm.sh/chart: cilium-1.17.3}, name: cilium,", "");
    assert_eq!(codes(&outcome), ["base-release-differs"], "{}", rendered(&outcome));
}

#[test]
fn bases_of_one_control_plane_are_none_of_the_other() {
    let classic = "mesh \"m\" { cilium \"1.4.2\"; base path=\"v\"; address-pool \"10.0.0.0/8\" prefix=16; }\n\
                   cluster \"a\" id=1 { etcd { endpoint \"https://etcd.a.example.com:2379\"; }; }\n";
    assert!(codes(&check(&base("1.18.12"), classic)).contains(&"base-release-differs"));
    assert!(!codes(&check(&base("1.3.0"), classic)).contains(&"base-release-differs"), "the mesh sets the image");
}

#[test]
fn an_exception_in_one_cluster_leaves_the_others() {
    let text = mesh("1.17.18", 2, "", "");
    let allow = "cluster \"c2\" id=2 { allow \"base-release-differs\" reason=\"r\"; ";
    let outcome = check(&base("1.18.12"), &text.replace("cluster \"c2\" id=2 {", allow));
    assert_eq!(outcome.diagnostics.0.len(), 1, "{}", rendered(&outcome));
    assert_eq!(outcome.diagnostics.0[0].clusters, ["c1"]);
}
