//! Certificates and keys in bases of releases with clustermesh-apiserver, held against the mesh.

use super::modern::{base, check, mesh, mutated, places};
use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;

pub const CERTGEN: &str = "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: clustermesh-apiserver-generate-certs, namespace: kube-system}\n\
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
        let outcome = of("paris", 40);
        assert_eq!(codes(&outcome), ["base-names-another-cluster"], "{}", rendered(&outcome));
        assert_eq!((outcome.diagnostics.0[0].clusters.len(), places(&outcome)), (40, vec!["admin-paris".to_string()]));
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
    assert!(finding.message.starts_with(
        "Secret `cilium-ca`, Secret `clustermesh-apiserver-admin-cert` and 2 more of the base contain private keys"
    ));
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
    assert!(outcome.diagnostics.0[0].help.clone().unwrap().starts_with("remove the Secret from the base"));
}

pub const KEY: &str = "  cluster-name: default\n";

/// What two clusters are told on a base with one more key in `cilium-config`.
pub fn keyed(key: &str, more: &str) -> Outcome {
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
    let outcome = check(&text, &mesh("1.18.12", 40, "", ""));
    assert_eq!(codes(&outcome), ["base-contradicts-mesh"], "one for all\n{}", rendered(&outcome));
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

#[test]
fn hubble_s_certificates_carry_the_cluster_s_name() {
    let job = |container: &str| {
        format!(
            "---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: hubble-generate-certs, namespace: kube-system}}\n\
             spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n          - name: certgen\n{container}"
        )
    };
    let by_argument =
        job("            args: [\"--hubble-server-cert-common-name=*.NAME.hubble-grpc.cilium.io\", \"--debug\"]\n");
    let by_configuration = job(
        "            env:\n            - name: CILIUM_CERTGEN_CONFIG\n              value: |\n                certs:\n                \
         - name: hubble-server-certs\n                  commonName: \"*.NAME.hubble-grpc.cilium.io\"\n                  \
         hosts: [\"*.NAME.hubble-grpc.cilium.io\", \"hubble.example.com\"]\n",
    );
    let certificate = "---\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: hubble-server-certs, namespace: kube-system}\n\
        spec: {commonName: \"*.NAME.hubble-grpc.cilium.io\", dnsNames: [\"*.NAME.hubble-grpc.cilium.io\"]}\n";
    for more in [by_argument.as_str(), by_configuration.as_str(), certificate] {
        let built = |name: &str| {
            let base = format!("{}{}", base("1.18.12"), more.replace("NAME", name));
            let outcome = check(&base, &mesh("1.18.12", 2, "", ""));
            let plan = outcome.plan().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
            meshc::emit::manifests(plan, &plan.clusters[0])
        };
        let made = built("default");
        assert!(made.contains("*.c1.hubble-grpc.cilium.io") && !made.contains("*.default."), "{made}");
        // A name that is there on purpose stays.
        assert!(built("shared").contains("*.shared.hubble-grpc.cilium.io"));
    }
}
