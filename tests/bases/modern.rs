//! Bases of releases with clustermesh-apiserver, held against the mesh: what is said of them, where, and when
//! nothing is.

use crate::common::releases::{is_from, modern};
use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::diagnostic::Severity;
use meshc::world::Memory;

/// What the chart of a release makes, as far as the mesh needs it.
fn base(release: &str) -> String {
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
fn mesh(release: &str, count: u16, more: &str, of_cluster: &str) -> String {
    let head = format!(
        "mesh \"m\" {{ cilium \"{release}\"; base path=\"v\"; address-pool \"10.0.0.0/8\" prefix=16; max-connected-clusters 255; {more}}}\n"
    );
    let cluster = |id: u16| {
        format!("cluster \"c{id}\" id={id} {{ apiserver \"LoadBalancer\" {{ ip \"192.0.2.{id}\"; }}; {of_cluster}}}\n")
    };
    head + &(1..=count).map(cluster).collect::<String>()
}

fn check(text: &str, mesh: &str) -> Outcome {
    compile_with(Memory::default().with("v/cilium.yaml", text), mesh)
}

/// What two clusters of 1.18.12 are told on a base in which a text stands for another.
fn mutated(from: &str, to: &str, more: &str) -> Outcome {
    let text = base("1.18.12");
    assert!(text.contains(from), "{from}");
    check(&text.replace(from, to), &mesh("1.18.12", 2, more, ""))
}

/// The texts at the primary places.
fn places(outcome: &Outcome) -> Vec<String> {
    let text = |finding: &meshc::diagnostic::Diagnostic| {
        let span = finding.primary().unwrap().span;
        outcome.sources.get(span.file).unwrap().text[span.start..span.end].to_string()
    };
    outcome.diagnostics.0.iter().map(text).collect()
}

#[test]
fn a_base_of_the_release_is_accepted_without_a_word() {
    for release in modern() {
        for count in [1, 2, 200] {
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
        let outcome = check(&base(release), &mesh(other, 200, "", ""));
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
    let text = mesh("1.17.18", 200, "", "").replace("path=\"v\"", "path=\"{cluster}\"");
    let all = |base: &str, text: &str| {
        let files = (1..=200).fold(Memory::default(), |files, id| files.with(format!("c{id}/a.yaml"), base));
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
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), 200);
        let label = &outcome.diagnostics.0[0].primary().unwrap().text;
        assert!(label.ends_with("so in 199 more"), "{label}");
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

#[test]
fn what_is_missing_is_named_where_it_is_missing() {
    let of = |from: &str, to: &str, more: &str| {
        let outcome = mutated(from, to, more);
        assert_eq!(codes(&outcome), ["base-lacks-object"], "{from}\n{}", rendered(&outcome));
        (outcome.diagnostics.0[0].message.clone(), places(&outcome).remove(0))
    };
    for (from, to, message, place) in [
        (
            "{name: kvstoremesh,",
            "{name: other,",
            "the base lacks container `kvstoremesh` in Deployment `clustermesh-apiserver`",
            "clustermesh-apiserver",
        ),
        (
            "name: cilium-kvstoremesh",
            "name: x",
            "the base lacks Secret `cilium-kvstoremesh` in volume `kvstoremesh-secrets` in Deployment `clustermesh-apiserver`",
            "clustermesh-apiserver",
        ),
        (
            "name: clustermesh-secrets",
            "name: x",
            "the base lacks volume `clustermesh-secrets` in DaemonSet `cilium`",
            "cilium",
        ),
        (
            "name: clustermesh-apiserver-local-cert",
            "name: x",
            "the base lacks Secret `clustermesh-apiserver-local-cert` in volume `clustermesh-secrets` in DaemonSet `cilium`",
            "cilium",
        ),
        ("name: cilium-config,", "name: x,", "the base lacks ConfigMap `cilium-config` in `kube-system`", "\"v\""),
        (
            "kind: Service\n",
            "kind: Endpoints\n",
            "the base lacks Service `clustermesh-apiserver` in `kube-system`",
            "\"v\"",
        ),
        ("kind: DaemonSet", "kind: Deployment", "the base lacks DaemonSet `cilium` in `kube-system`", "\"v\""),
    ] {
        assert_eq!(of(from, to, ""), (message.to_string(), place.to_string()));
    }
}

#[test]
fn the_operator_is_needed_by_those_who_change_it() {
    for (kind, more) in [("ClusterRole", "endpoint-slice-sync #true; "), ("Deployment", "mcs-api #true; ")] {
        let (from, to) = if kind == "ClusterRole" {
            ("kind: ClusterRole", "kind: Role")
        } else {
            ("name: cilium-operator, namespace", "name: x, namespace")
        };
        assert!(codes(&mutated(from, to, more)).contains(&"base-lacks-object"), "{kind}");
        assert_eq!(codes(&mutated(from, to, "")), [""; 0], "{kind}");
    }
}

#[test]
fn kvstoremesh_is_needed_where_it_is_on() {
    assert_eq!(codes(&check(&base("1.15.19"), &mesh("1.15.19", 2, "kvstoremesh #true; ", ""))), ["base-lacks-object"]);
    let without = mutated("{name: kvstoremesh,", "{name: other,", "kvstoremesh #false; ");
    assert_eq!(codes(&without), [""; 0]);
}

#[test]
fn a_base_for_another_namespace_is_one_finding_that_names_it() {
    let outcome = mutated("namespace: kube-system", "namespace: cilium", "");
    assert_eq!(codes(&outcome), ["base-lacks-object"]);
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert!(help.contains("write `namespace \"cilium\"` in `mesh`"), "{help}");
    assert_eq!(codes(&mutated("namespace: kube-system", "namespace: cilium", "namespace \"cilium\"; ")), [""; 0]);
}

const CERTGEN: &str = "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: clustermesh-apiserver-generate-certs, namespace: kube-system}\n\
    spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: certgen\n            env:\n            \
    - name: CILIUM_CERTGEN_CONFIG\n              value: |\n                certs:\n                - name: clustermesh-apiserver-server-cert\n                  \
    commonName: \"clustermesh-apiserver.cilium.io\"\n                - name: clustermesh-apiserver-admin-cert\n                  commonName: \"admin-NAME\"\n                \
    - name: clustermesh-apiserver-local-cert\n                  commonName: \"local-NAME\"\n";
const CERTIFICATE: &str = "---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: clustermesh-apiserver-admin-cert, namespace: kube-system}\n\
    spec: {commonName: admin-NAME}\n";
const SCRIPT: &str = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: other, namespace: kube-system}\nspec:\n  template:\n    spec:\n      \
    initContainers:\n      - name: etcd-init\n        args:\n        - |\n          etcdctl user add admin-NAME --no-password;\n          \
    etcdctl user add remote --no-password;\n";

#[test]
fn certificates_of_another_cluster_are_one_finding_for_each_name() {
    for more in [CERTGEN, CERTIFICATE, SCRIPT] {
        let of = |name: &str, count| {
            check(&format!("{}{}", base("1.18.12"), more.replace("NAME", name)), &mesh("1.18.12", count, "", ""))
        };
        for name in ["default", "$(CLUSTER_NAME)"] {
            assert_eq!(codes(&of(name, 2)), [""; 0], "{name}");
        }
        let outcome = of("paris", 200);
        assert_eq!(codes(&outcome), ["base-names-another-cluster"], "{}", rendered(&outcome));
        assert_eq!((outcome.diagnostics.0[0].clusters.len(), places(&outcome)), (200, vec!["admin-paris".to_string()]));
        let outcome = of("c1", 3);
        assert_eq!(outcome.diagnostics.0[0].clusters, ["c2", "c3"]);
    }
}

#[test]
fn a_base_for_each_cluster_may_name_it() {
    let text = mesh("1.18.12", 2, "", "").replace("path=\"v\"", "path=\"{cluster}\"");
    let of = |name: &str| format!("{}{}", base("1.18.12"), CERTGEN.replace("NAME", name));
    let outcome = compile_with(Memory::default().with("c1/a.yaml", of("c1")).with("c2/a.yaml", of("c2")), &text);
    assert_eq!(codes(&outcome), [""; 0], "{}", rendered(&outcome));
    let outcome = compile_with(Memory::default().with("c1/a.yaml", of("c1")).with("c2/a.yaml", of("c1")), &text);
    assert_eq!(outcome.diagnostics.0[0].clusters, ["c2"]);
}

#[test]
fn what_no_change_mends_is_a_contradiction() {
    for (from, to, more) in [
        ("identity-allocation-mode: crd", "identity-allocation-mode: kvstore", ""),
        ("port: 2379", "port: 32379", ""),
        ("selector: {k8s-app: clustermesh-apiserver}", "type: ClusterIP", ""),
        ("kube-system", "kube-system", "certificates \"cron-job\" auth-mode=\"migration\"; "),
    ] {
        let outcome = mutated(from, to, more);
        assert!(codes(&outcome).contains(&"base-contradicts-mesh"), "{from} {more}\n{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0.iter().filter(|one| one.rule.name.starts_with("base-")).count(), 1);
    }
    // A volume is a change that the mesh makes.
    assert_eq!(codes(&mutated("kube-system", "kube-system", "encryption \"ipsec\"; ")), [""; 0]);
    let outcome = check(&base("1.19.6"), &mesh("1.19.6", 2, "certificates \"cron-job\" auth-mode=\"legacy\"; ", ""));
    assert_eq!(
        (codes(&outcome), places(&outcome)),
        (vec!["base-contradicts-mesh"], vec!["--cluster-users-enabled".to_string()])
    );
}

#[test]
fn the_operator_is_the_clouds() {
    let eni = "ipam \"eni\"; node-cidr network=\"vpc\"; ";
    let text =
        mesh("1.18.12", 2, "routing \"native\" cidr=\"172.16.0.0/12\"; ", eni) + "network \"vpc\" \"172.16.0.0/16\"\n";
    let of = |image: &str| codes(&check(&base("1.18.12").replace("operator-generic", image), &text));
    assert!(of("operator-generic").contains(&"base-contradicts-mesh"));
    assert!(of("operator-azure").contains(&"base-contradicts-mesh"));
    for image in ["operator-aws", "operator", "operator-of-our-own"] {
        assert!(!of(image).contains(&"base-contradicts-mesh"), "{image}");
    }
}

#[test]
fn keys_that_are_not_read_have_their_place() {
    let key = "  enable-remote-node-identity: \"true\"\n";
    let with_key = |release: &str| {
        let text = base(release).replace("  cluster-name: default\n", &format!("  cluster-name: default\n{key}"));
        check(&text, &mesh(release, 200, "", ""))
    };
    assert_eq!(codes(&with_key("1.15.19")), [""; 0]);
    let outcome = with_key("1.16.19");
    assert_eq!((codes(&outcome), places(&outcome)), (vec!["removed-config-key"], vec!["\"true\"".to_string()]));
}

#[test]
fn keys_of_the_users_own_are_found_on_the_chart_too() {
    let chart = mesh("1.19.6", 500, "", "")
        .replace("base path=\"v\"; ", "")
        .replace("max-connected-clusters 255", "max-connected-clusters 511");
    let outcome =
        compile_with(Memory::default(), &format!("{chart}defaults {{ config {{ enable-node-port \"true\"; }}; }}"));
    let found = outcome.diagnostics.0.iter().filter(|finding| finding.rule.name == "removed-config-key");
    assert_eq!(found.map(|finding| finding.clusters.len()).collect::<Vec<_>>(), [500]);
    let outcome = compile_with(Memory::default(), &chart.replace("1.19.6", "1.18.12"));
    assert!(!codes(&outcome).contains(&"removed-config-key"));
}

#[test]
fn keys_that_helm_template_mints_are_one_finding() {
    let secret = |name: &str| {
        let key = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=";
        format!(
            "---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: kube-system\ntype: kubernetes.io/tls\ndata:\n  tls.key: {key}\n"
        )
    };
    let names =
        ["cilium-ca", "clustermesh-apiserver-admin-cert", "clustermesh-apiserver-server-cert", "hubble-server-certs"];
    let secrets: String = names.into_iter().map(secret).collect();
    let outcome = check(&format!("{}{secrets}", base("1.18.12")), &mesh("1.18.12", 2, "", ""));
    assert_eq!(codes(&outcome), ["base-holds-private-key"]);
    let finding = &outcome.diagnostics.0[0];
    assert!(finding.message.starts_with("Secret `cilium-ca` and 3 more of the base contain private keys"));
    let help = finding.help.clone().unwrap();
    assert!(
        help.contains("clustermesh.apiserver.tls.auto.method=cronJob")
            && help.contains("hubble.tls.auto.method=cronJob")
    );
    assert!(!rendered(&outcome).contains("LS0t"), "no report shows a key");
    let plain = secret("own").replace(
        "data:\n  tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=",
        "stringData:\n  x: \"-----BEGIN PRIVATE KEY-----\"",
    );
    let outcome = check(&format!("{}{plain}", base("1.18.12")), &mesh("1.18.12", 2, "", ""));
    assert_eq!(codes(&outcome), ["base-holds-private-key"]);
    assert!(outcome.diagnostics.0[0].help.clone().unwrap().starts_with("take the Secret out of the base"));
}

#[test]
fn a_base_that_could_not_be_read_is_said_to_be_nothing_else() {
    for text in ["a: [", "- 1\n", ""] {
        let outcome = check(text, &mesh("1.18.12", 2, "", ""));
        assert!(!codes(&outcome).iter().any(|code| code.starts_with("base-")), "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0.len(), 1);
    }
}

#[test]
fn objects_that_stand_twice_are_found_here_too() {
    let text = base("1.20.0");
    let config = text.split("---").next().unwrap();
    let outcome = check(&format!("{text}---\n{config}"), &mesh("1.20.0", 2, "", ""));
    assert!(codes(&outcome).contains(&"duplicate-object"), "{}", rendered(&outcome));
}

const KEY: &str = "  cluster-name: default\n";

/// What two clusters are told on a base with one more key in `cilium-config`.
fn keyed(key: &str, more: &str) -> Outcome {
    mutated(KEY, &format!("{KEY}  {key}\n"), more)
}

#[test]
fn what_stays_as_the_base_has_it_is_stated() {
    for (key, more, help) in [
        ("enable-wireguard: \"true\"", "", Some("encryption \"wireguard\"")),
        ("enable-ipsec: \"true\"", "", Some("encryption \"ipsec\"")),
        ("enable-wireguard: \"false\"", "", None),
        ("enable-wireguard: \"true\"", "encryption \"wireguard\"; ", None),
        ("enable-wireguard: \"true\"", "encryption \"none\"; ", None),
        ("enable-ipsec: \"true\"", "encryption \"wireguard\"; ", None),
        ("ipam: eni", "", Some("ipam \"eni\"")),
        ("ipam: azure", "", Some("ipam \"azure\"")),
        ("ipam: delegated-plugin", "", Some("ipam \"delegated-plugin\"")),
        ("ipam: cluster-pool", "", None),
        ("ipam: kubernetes", "", None),
    ] {
        let outcome = keyed(key, more);
        let wanted: &[&str] = if help.is_some() { &["base-contradicts-mesh"] } else { &[] };
        assert_eq!(codes(&outcome), wanted, "{key} {more}\n{}", rendered(&outcome));
        if let Some(help) = help {
            assert!(outcome.diagnostics.0[0].help.as_ref().unwrap().contains(help), "{}", rendered(&outcome));
            assert_eq!(outcome.diagnostics.0[0].clusters, ["c1", "c2"]);
        }
    }
    let text = base("1.18.12").replace(KEY, &format!("{KEY}  ipam: multi-pool\n  enable-wireguard: \"true\"\n"));
    let outcome = check(&text, &mesh("1.18.12", 200, "", ""));
    assert_eq!(codes(&outcome), ["base-contradicts-mesh"], "one for all\n{}", rendered(&outcome));
}

#[test]
fn features_that_the_base_decides_on_are_found_in_it() {
    let rule = "incompatible-feature";
    for (key, is_wrong) in [
        ("enable-egress-gateway: \"true\"", true),
        ("enable-ztunnel: \"true\"", true),
        ("mesh-auth-mutual-enabled: \"true\"", true),
        ("synchronize-k8s-nodes: \"false\"", true),
        ("enable-egress-gateway: \"false\"", false),
        ("mesh-auth-enabled: \"true\"", false),
        ("synchronize-k8s-nodes: \"true\"", false),
    ] {
        let outcome = keyed(key, "");
        let wanted: &[&str] = if is_wrong { &[rule] } else { &[] };
        assert_eq!(codes(&outcome), wanted, "{key}\n{}", rendered(&outcome));
        if is_wrong {
            assert!(key.contains(&places(&outcome)[0]) && rendered(&outcome).contains("v/cilium.yaml"), "{key}");
        }
    }
    let text = base("1.18.12").replace(KEY, &format!("{KEY}  enable-egress-gateway: \"true\"\n"));
    let own = "config { enable-egress-gateway #false; }; ";
    assert_eq!(codes(&check(&text, &mesh("1.18.12", 2, "", own))), [""; 0], "switched off in the mesh file");
    let outcome = check(&text, &mesh("1.18.12", 200, "", ""));
    assert_eq!(codes(&outcome), [rule], "{}", rendered(&outcome));
}

#[test]
fn a_name_of_one_letter_is_found_in_the_whole_common_name() {
    for name in ["a", "s", "cert"] {
        let outcome = check(&(base("1.18.12") + &CERTGEN.replace("NAME", name)), &mesh("1.18.12", 2, "", ""));
        assert_eq!(codes(&outcome), ["base-names-another-cluster"], "{}", rendered(&outcome));
        let span = outcome.diagnostics.0[0].primary().unwrap().span;
        let text = &outcome.sources.get(span.file).unwrap().text;
        assert_eq!(&text[span.start - 1..=span.end], format!("\"admin-{name}\""));
    }
}
