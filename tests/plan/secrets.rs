//! Secrets that Helm deletes, or refuses to install over, when who makes certificates changes.

use super::meshes::{chart, impact, of, output_of, plan};
use crate::common::mesh::Mesh;
use meshc::impact::{ClusterImpact, Risk};

const FLUX: &str = "flux { source \"platform\"; }";
const ARGO_CD: &str = "argocd { repo-url \"https://git.example.com/x.git\"; }";
const HUBBLE: &str = "values { hubble { tls { auto { method \"helm\"; }; relay { enabled #true; }; }; }; }";

/// Certificates made by Helm.
fn helm() -> Mesh {
    chart().says("certificates \"helm\"; allow \"certificates-change-on-render\" reason=\"short\"")
}

/// The kinds of what happens to Secrets of a cluster, with their risks.
fn secrets<'c>(clusters: &'c [ClusterImpact], name: &str) -> Vec<(&'c str, Risk)> {
    let impacts = of(clusters, name).impacts.iter().filter(|impact| impact.kind.starts_with("secret-"));
    impacts.map(|impact| (impact.subject.as_str(), impact.risk)).collect()
}

#[test]
fn a_ca_of_helm_is_kept_before_something_else_makes_certificates() {
    let by_jobs = chart().says("allow \"unused-allow\" reason=\"short\"");
    for (beside, keep) in [
        ("", "helm.sh/resource-policy=keep"),
        (FLUX, "helm.sh/resource-policy=keep"),
        (ARGO_CD, "argocd.argoproj.io/sync-options=Prune=false"),
    ] {
        let clusters = plan(&helm().beside(beside), &by_jobs.clone().beside(beside));
        assert_eq!(
            secrets(&clusters, "a"),
            [
                ("Secret `cilium-ca`", Risk::Destructive),
                ("certificates of clustermesh-apiserver", Risk::Disruptive),
                ("Secret `hubble-server-certs`", Risk::Reload),
            ],
            "{beside}"
        );
        let reason = &impact(&clusters, "a", "Secret `cilium-ca`").reason;
        assert!(reason.contains(&format!("`kubectl -n kube-system annotate secret cilium-ca {keep}`")), "{reason}");
        let reason = &impact(&clusters, "a", "certificates of clustermesh-apiserver").reason;
        let all = ["admin", "local", "remote", "server"].map(|name| format!("clustermesh-apiserver-{name}-cert"));
        assert!(reason.contains(&format!("annotate secret {} {keep}`", all.join(" "))), "{reason}");
    }
}

#[test]
fn hubble_alone_had_helm_make_the_ca() {
    let hubble = chart().says("allow \"certificates-change-on-render\" reason=\"short\"").more("b", HUBBLE);
    let without = chart()
        .says("allow \"unused-allow\" reason=\"short\"")
        .more("b", "values { hubble { relay { enabled #true; }; }; }");
    let clusters = plan(&hubble, &without);
    assert_eq!(secrets(&clusters, "a"), []);
    assert_eq!(
        secrets(&clusters, "b"),
        [("Secret `cilium-ca`", Risk::Destructive), ("Secret `hubble-server-certs`", Risk::Reload)]
    );
    // Back again, they are there and not Helm's.
    let clusters = plan(&without, &hubble);
    assert_eq!(
        secrets(&clusters, "b"),
        [("Secret `cilium-ca`", Risk::Disruptive), ("Secret `hubble-server-certs`", Risk::Disruptive)]
    );
    let reason = &impact(&clusters, "b", "Secret `cilium-ca`").reason;
    for mark in [
        "app.kubernetes.io/managed-by=Helm",
        "meta.helm.sh/release-name=cilium meta.helm.sh/release-namespace=kube-system",
    ] {
        assert!(reason.contains(mark), "{reason}");
    }
}

#[test]
fn nothing_is_said_of_secrets_that_stay_with_their_maker() {
    let base = helm().says("kvstoremesh #true");
    for changed in
        [base.clone().release("1.19.3"), base.clone().more("b", "values { hubble { relay { enabled #true; }; }; }")]
    {
        for clusters in [plan(&base, &changed), plan(&changed, &base)] {
            assert_eq!(secrets(&clusters, "b"), []);
        }
    }
    // In another namespace it is another installation.
    let moved = plan(&helm(), &chart().says("namespace \"cilium\"; allow \"unused-allow\" reason=\"short\""));
    assert_eq!(secrets(&moved, "a"), []);
}

#[test]
fn whether_a_job_makes_a_ca_changes_no_certificate() {
    let mut files = meshc::world::Memory::default();
    for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name == "certificates.yaml" {
            let hubble = text.replace("clustermesh-apiserver-generate-certs", "hubble-generate-certs");
            let hubble = hubble.replace("args: [--ca-reuse", "args: [--ca-generate=true, --ca-reuse");
            files = files.with("base/hubble.yaml", hubble);
        }
        files = files.with(format!("base/{name}"), text);
    }
    let on_base = |secret: &str| {
        let mesh = chart().says(&format!("base path=\"base\"; certificates \"cron-job\" ca-secret=\"{secret}\""));
        output_of(&crate::common::compile_with(files.clone(), &mesh.text()))
    };
    let clusters = meshc::impact::compare(&on_base("other"), &on_base("cilium-ca"));
    let hubble = impact(&clusters, "a", "CronJob `hubble-generate-certs`");
    assert_eq!((hubble.kind, hubble.risk), ("pod-template-changed", Risk::Reload), "{hubble:?}");
}

#[test]
fn a_job_that_cannot_change_is_told_to_whoever_applies_by_kubectl() {
    const JOB: &str = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: once, namespace: kube-system}\n\
                       spec:\n  template: {spec: {containers: [{name: c, image: i}], restartPolicy: Never}}\n";
    let compiled = |image: &str, beside: &str| {
        let mut files = meshc::world::Memory::default().with("base/job.yaml", JOB);
        for entry in std::fs::read_dir("fixtures/rendered/vendor/cilium").unwrap().map(Result::unwrap) {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            files = files.with(format!("base/{}", entry.file_name().to_str().unwrap()), text);
        }
        let patch = format!(
            "patch kind=\"Job\" name=\"once\" {{ replace \"/spec/template/spec/containers/0/image\" \"{image}\"; }}"
        );
        output_of(&chart().says("base path=\"base\"").beside(beside).more("a", &patch).compile_with(files))
    };
    for (beside, is_told) in [("", true), (FLUX, false), (ARGO_CD, false)] {
        let clusters = meshc::impact::compare(&compiled("i", beside), &compiled("j", beside));
        let reason = &impact(&clusters, "a", "Job `once`").reason;
        assert_eq!(reason.contains("`kubectl -n kube-system delete job once`"), is_told, "{beside}: {reason}");
    }
}
