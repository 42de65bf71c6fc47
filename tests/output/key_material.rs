//! Key material: which keys clusters may share, and that none of it comes from a base.

use crate::common::{codes, compile, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;

const MESH: &str = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; base path=\"vendor\"; }\n";

fn cluster(name: &str, id: usize, etcd: &str) -> String {
    format!("cluster \"{name}\" id={id} {{ etcd {{ endpoint \"https://etcd.{name}.example.com:2379\"; {etcd} }}; }}\n")
}

fn clusters(etcds: &[&str]) -> Outcome {
    let clusters = etcds.iter().zip(["a", "b", "c"]).enumerate();
    let clusters: String = clusters.map(|(index, (etcd, name))| cluster(name, index + 1, etcd)).collect();
    compile(&format!("{}{clusters}", MESH.replace("base path=\"vendor\";", "")))
}

#[test]
fn a_key_has_one_source() {
    let existing = |secret: &str| format!("tls ca=\"ca.crt\"; credentials \"existing\" secret=\"{secret}\";");
    let store = |key: &str| {
        format!("tls ca=\"ca.crt\"; credentials \"external-secrets\" secret=\"s\" store=\"vault\" key=\"{key}\";")
    };
    assert!(codes(&clusters(&[&existing("s"), &existing("s")])).is_empty());
    assert!(codes(&clusters(&[&store("x"), &store("x")])).is_empty());
    for others in [[existing("s"), existing("t")], [existing("s"), store("x")], [store("x"), store("y")]] {
        let outcome = clusters(&[&existing("s"), &others[0], &others[1]]);
        assert_eq!(codes(&outcome), ["ambiguous-key-material"], "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0[0].clusters, ["a", "b", "c"]);
    }
    let taken = "tls ca=\"b.ca.crt\"; credentials \"existing\" secret=\"t\";";
    let outcome = clusters(&["tls ca=\"b.ca.crt\";", taken]);
    assert!(
        outcome.diagnostics.0[0].help.clone().unwrap().contains("`tls ca=\"b-2.ca.crt\"`"),
        "{}",
        rendered(&outcome)
    );
}

#[test]
fn default_credentials_without_tls_are_one_finding() {
    let text = "mesh \"m\" { cilium \"1.2.5\"; address-pool \"100.64.0.0/10\" prefix=16; }\n\
                defaults { etcd { credentials \"existing\" secret=\"s\"; }; }\n\
                cluster \"a\" id=1\ncluster \"b\" id=2\n";
    let outcome = compile(text);
    assert_eq!(codes(&outcome).iter().filter(|code| **code == "credentials-without-tls").count(), 1);
    // What is only misspelt is not missing.
    assert_eq!(codes(&clusters(&["tsl ca=\"a\"; credentials \"existing\" secret=\"s\";"])), ["unknown-node"]);
}

#[test]
fn a_key_in_a_base_is_found_and_never_shown() {
    const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAx1x2x3x4x5x6\\n-----END RSA PRIVATE KEY-----";
    const BASE64: &str = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCi4uLgotLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tCg==";
    let secret = |fields: &str| format!("apiVersion: v1\nkind: Secret\n{fields}\n");
    for (text, holds) in [
        (secret(&format!("metadata: {{name: k, namespace: other}}\nstringData: {{tls.key: \"{PEM}\"}}")), true),
        (secret(&format!("data: {{tls.key: {BASE64}}}\nmetadata: {{name: k, namespace: other}}")), true),
        (secret(&format!("metadata: {{name: k, namespace: other}}\ndata:\n  k: |\n    {BASE64}")), true),
        (secret(&format!("metadata: {{name: k}}\ndata: {{k: {BASE64}}}")).replace("Secret", "Gadget"), true),
        (secret(&format!("metadata: {{name: k}}\ndata: {{k: \"{PEM}\"}}")).replace("Secret", "ConfigMap"), true),
        (secret("metadata: {name: k}\ndata: {ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t}"), false),
    ] {
        let world = Memory::default().with("vendor/a.yaml", AGENT).with("vendor/k.yaml", text.as_str());
        let outcome = compile_with(world, &format!("{MESH}{}{}", cluster("a", 1, ""), cluster("b", 2, "")));
        let report = rendered(&outcome);
        assert_eq!(codes(&outcome), if holds { vec!["base-holds-private-key"] } else { vec![] }, "{report}");
        assert!(!report.contains("MIIE") && !report.contains("LS0t"), "{report}");
    }
}

const AGENT: &str = "apiVersion: v1
kind: ConfigMap
metadata: {name: cilium-config, namespace: kube-system}
data: {debug: \"false\"}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: cilium, namespace: kube-system}
spec:
  template:
    spec:
      containers:
      - {name: cilium-agent, image: \"docker.io/cilium/cilium:v1.2.5\"}
";
