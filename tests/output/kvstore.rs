//! kvstore mode of releases with clustermesh-apiserver: agents and peers read an etcd.

use crate::common::releases::modern;
use crate::common::{codes, compile, compile_with, entry, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};

const OF_CHART: &str = r#"tls ca="etcd-client-ca.crt" cert="etcd-client.crt" key="etcd-client.key""#;

/// Two clusters in kvstore mode, with what else the mesh says and with the key material of both.
fn mesh(version: &str, more: &str, tls: [&str; 2]) -> String {
    let [a, b] = tls;
    format!(
        r#"
        mesh "m" {{ cilium "{version}"; address-pool "10.0.0.0/8" prefix=16
{more}
 }}
        cluster "a" id=1 {{ etcd {{ endpoint "https://1.a.example.com:2379" "https://2.a.example.com:2379"
{a}
 }}; }}
        cluster "b" id=2 {{ etcd {{ endpoint "https://b.example.com:2379"
{b}
 }}; }}
        "#
    )
}

fn file(outcome: &Outcome, path: &str) -> Value {
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    yaml::read(tree.get(path).unwrap_or_else(|| panic!("no {path}"))).unwrap().remove(0)
}

#[test]
fn on_the_chart_agents_keep_identities_in_the_etcd_and_the_secret_stands_beside_it() {
    for version in modern() {
        let outcome = compile(&mesh(&version, "", [OF_CHART, OF_CHART]));
        let values = file(&outcome, "clusters/a/values.yaml");
        assert_eq!(values["identityAllocationMode"], "kvstore");
        let endpoints = ["https://1.a.example.com:2379", "https://2.a.example.com:2379"];
        assert_eq!(values["etcd"], json!({ "enabled": true, "endpoints": endpoints, "ssl": true }));
        // The chart knows one address of a peer and no keys for it: it is told of none.
        assert_eq!(values["clustermesh"]["config"], json!({ "enabled": false }));
        assert_eq!(values["clustermesh"]["useAPIServer"], Value::Null);
        let folder = "/var/lib/cilium/etcd-credentials/cilium-etcd-secrets";
        for mounts in [&values["extraVolumeMounts"], &values["operator"]["extraVolumeMounts"]] {
            assert_eq!(mounts[0]["mountPath"], folder);
        }
        let kustomization = file(&outcome, "clusters/a/kustomization.yaml");
        assert_eq!(kustomization["resources"], json!(["../../mesh"]));
        let secret = file(&outcome, "mesh/cilium-clustermesh.yaml");
        assert_eq!(
            entry(&secret, "a"),
            format!(
                "endpoints:\n- https://1.a.example.com:2379\n- https://2.a.example.com:2379\n\
                 trusted-ca-file: {folder}/etcd-client-ca.crt\nkey-file: {folder}/etcd-client.key\n\
                 cert-file: {folder}/etcd-client.crt"
            )
        );
    }
}

#[test]
fn an_etcd_without_tls_needs_no_keys() {
    let outcome = compile(&mesh("1.18.12", r#"allow "insecure-endpoint" reason="a lab""#, ["", ""]));
    let values = file(&outcome, "clusters/b/values.yaml");
    assert_eq!(values["etcd"]["ssl"], false);
    assert_eq!((&values["extraVolumes"], &values["operator"]["extraVolumes"]), (&Value::Null, &Value::Null));
    assert_eq!(entry(&file(&outcome, "mesh/cilium-clustermesh.yaml"), "b"), "endpoints:\n- https://b.example.com:2379");
}

const BASE: &str = r#"
apiVersion: v1
kind: ConfigMap
metadata: { name: cilium-config, namespace: kube-system }
data: { identity-allocation-mode: kvstore, kvstore: etcd, etcd-config: "endpoints: []" }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: cilium, namespace: kube-system }
spec:
  template:
    spec:
      containers:
      - { name: cilium-agent, image: "quay.io/cilium/cilium:v1.18.12", volumeMounts: [{ name: tmp, mountPath: /tmp }] }
      volumes:
      - { name: tmp, emptyDir: {} }
      - { name: etcd-config-path, configMap: { name: cilium-config } }
      - { name: clustermesh-secrets, projected: { sources: [{ secret: { name: cilium-clustermesh, optional: true } }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cilium-operator, namespace: kube-system }
spec:
  template:
    spec:
      containers:
      - { name: cilium-operator, image: "quay.io/cilium/operator-generic:v1.18.12" }
      volumes:
      - { name: etcd-config-path, configMap: { name: cilium-config } }
"#;

#[test]
fn on_rendered_manifests_all_that_reads_the_etcds_sees_their_keys() {
    let tls = |name: &str| {
        format!(r#"tls ca="{name}.ca" cert="{name}.crt" key="{name}.key"; credentials "existing" secret="keys.{name}""#)
    };
    let text = mesh("1.18.12", r#"base path="base"; encryption "ipsec""#, [&tls("a"), &tls("b")]);
    let outcome = compile_with(Memory::default().with("base/all.yaml", BASE), &text);
    let plan = outcome.plan().unwrap_or_else(|| panic!("{}", rendered(&outcome)));
    let objects = plan.manifests(&plan.clusters[0]);
    let find = |kind: &str| objects.iter().find(|object| object["kind"] == kind).unwrap();
    let pod = |kind: &str| &find(kind)["spec"]["template"]["spec"];
    for kind in ["DaemonSet", "Deployment"] {
        let names: Vec<&str> =
            pod(kind)["volumes"].as_array().unwrap().iter().filter_map(|v| v["name"].as_str()).collect();
        for secret in ["etcd-credentials-keys-a", "etcd-credentials-keys-b"] {
            assert!(names.contains(&secret), "{kind}: {names:?}");
        }
        let mounts = pod(kind)["containers"][0]["volumeMounts"].as_array().unwrap();
        assert!(
            mounts.iter().any(|mount| mount["mountPath"] == "/var/lib/cilium/etcd-credentials/keys.b"),
            "{mounts:?}"
        );
    }
    let agent = pod("DaemonSet")["containers"][0]["volumeMounts"].as_array().unwrap();
    // Its own, those of both etcds, and the keys of IPsec.
    assert_eq!(agent.len(), 4, "{agent:?}");
    let config = find("ConfigMap")["data"]["etcd-config"].as_str().unwrap();
    assert!(config.contains("key-file: /var/lib/cilium/etcd-credentials/keys.a/a.key"), "{config}");
}

#[test]
fn a_base_that_was_rendered_without_an_etcd_lacks_the_way_to_it() {
    let base = BASE.replace("etcd-config-path", "another");
    let outcome =
        compile_with(Memory::default().with("base/all.yaml", base), &mesh("1.18.12", "base path=\"base\"", ["", ""]));
    assert_eq!(codes(&outcome), ["base-lacks-object"], "{}", rendered(&outcome));
    assert!(rendered(&outcome).contains("etcd.enabled=true"), "{}", rendered(&outcome));
}

/// A cluster in kvstore mode, with what else it says, beside one with clustermesh-apiserver alone.
fn beside(a: &str, version: &str) -> Outcome {
    compile(&format!(
        r#"
        mesh "m" {{ cilium "{version}"; address-pool "10.0.0.0/8" prefix=16; certificates "cron-job" auth-mode="cluster"; }}
        cluster "a" id=1 {{ {a}
 etcd {{ endpoint "https://a.example.com:2379"; {OF_CHART}; }}; }}
        cluster "b" id=2 {{ apiserver "LoadBalancer" {{ ip "192.0.2.2"; }}; }}
        "#
    ))
}

#[test]
fn beside_clustermesh_apiserver_the_charts_secrets_get_the_entries_of_etcds() {
    let outcome = beside(r#"apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, "1.18.12");
    let values = file(&outcome, "clusters/b/values.yaml");
    assert_eq!(values["clustermesh"]["config"]["clusters"], json!([]), "the chart is not told of an etcd");
    assert_eq!(values["clustermesh"]["apiserver"]["kvstoremesh"]["extraVolumeMounts"][0]["readOnly"], true);
    // The operator reads an etcd too, whoever caches for the agents.
    assert_eq!(values["operator"]["extraVolumeMounts"], values["extraVolumeMounts"]);
    let kustomization = file(&outcome, "clusters/b/kustomization.yaml");
    let patches: Vec<&str> =
        kustomization["patches"].as_array().unwrap().iter().filter_map(|patch| patch["path"].as_str()).collect();
    assert_eq!(patches, ["cilium-clustermesh.yaml", "cilium-kvstoremesh.yaml", "clustermesh-remote-users.yaml"]);
    let direct = file(&outcome, "clusters/b/cilium-kvstoremesh.yaml");
    assert!(entry(&direct, "a").starts_with("endpoints:\n- https://a.example.com:2379\n"));
    let cached = file(&outcome, "clusters/b/cilium-clustermesh.yaml");
    assert!(entry(&cached, "a").starts_with("endpoints:\n- https://clustermesh-apiserver.kube-system.svc:2379\n"));
    let values = file(&outcome, "clusters/a/values.yaml");
    assert_eq!(values["clustermesh"]["config"]["clusters"][0]["name"], "b");
    assert!(outcome.tree().unwrap().get("clusters/a/cilium-clustermesh.yaml").is_none());
}

#[test]
fn keys_under_other_names_than_the_charts_are_named_beside_it() {
    let own = r#"tls ca="a.ca.pem" cert="a.pem" key="a-key.pem"; credentials "existing" secret="mesh-keys""#;
    let outcome = compile(&mesh("1.18.12", "", [own, OF_CHART]));
    assert_eq!(file(&outcome, "clusters/a/values.yaml")["etcd"]["ssl"], false);
    let config = file(&outcome, "clusters/a/cilium-config.yaml");
    let text = config["data"]["etcd-config"].as_str().unwrap();
    assert!(text.contains("key-file: /var/lib/cilium/etcd-credentials/mesh-keys/a-key.pem"), "{text}");
    assert_eq!(file(&outcome, "clusters/b/values.yaml")["etcd"]["ssl"], true);
    assert!(outcome.tree().unwrap().get("clusters/b/cilium-config.yaml").is_none());
}

#[test]
fn what_no_chart_can_say_is_refused() {
    let alone = beside("", "1.18.12");
    assert_eq!(codes(&alone), ["incompatible-identity-mode"], "{}", rendered(&alone));
    assert!(alone.diagnostics.0[0].message.contains("has no certificates for it"), "{}", rendered(&alone));
    let older = beside(r#"apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, "1.17.18");
    assert_eq!(codes(&older), ["incompatible-identity-mode"], "{}", rendered(&older));
}
