//! Objects of rendered manifests that the mesh has too: its Service, its Secrets, lists without merge keys.

use super::case::{Case, LB};
use crate::common::entry;
use meshc::yaml::{self, Value, json};

#[test]
fn the_service_is_of_one_type() {
    let service = |says: &'static str, base: fn(Case) -> Case| {
        base(Case::new("").each([says, LB[1]])).get("Service", "clustermesh-apiserver")
    };
    let as_it_is: fn(Case) -> Case = |case| case;
    let node_port: fn(Case) -> Case = |case| {
        case.with(
            "  type: LoadBalancer\n  loadBalancerClass: example.com/internal\n",
            "  type: NodePort\n  externalTrafficPolicy: Cluster\n",
        )
        .with("  - port: 2379\n", "  - {port: 2379, protocol: TCP, nodePort: 32379}\n")
    };
    let spec = service(r#"apiserver "LoadBalancer" { ip "192.0.2.1"; annotation "k" "on"; }"#, node_port);
    assert_eq!(spec["metadata"]["annotations"], json!({ "k": "on" }));
    assert_eq!((&spec["spec"]["type"], &spec["spec"]["loadBalancerIP"]), (&json!("LoadBalancer"), &json!("192.0.2.1")));
    assert_eq!(spec["spec"]["ports"], json!([{ "port": 2379, "protocol": "TCP" }]));
    let spec =
        service(r#"apiserver "NodePort" port=32380 { ip "172.31.0.4" "172.31.0.5"; }"#, as_it_is)["spec"].clone();
    assert_eq!((&spec["type"], &spec["ports"][0]["nodePort"]), (&json!("NodePort"), &json!(32380)));
    assert_eq!((&spec["loadBalancerClass"], &spec["loadBalancerIP"]), (&Value::Null, &Value::Null));
    let spec = service(r#"apiserver "ClusterIP" { ip "192.0.2.1"; }"#, node_port)["spec"].clone();
    assert_eq!(spec["type"], "ClusterIP");
    assert_eq!((&spec["externalTrafficPolicy"], &spec["ports"][0]["nodePort"]), (&Value::Null, &Value::Null));
    let asking: fn(Case) -> Case =
        |case| case.with("  type: LoadBalancer\n", "  type: LoadBalancer\n  loadBalancerIP: 192.0.2.77\n");
    let spec = service(r#"platform "eks"; apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, asking)["spec"].clone();
    assert_eq!(spec.get("loadBalancerIP"), None, "AWS refuses a Service that asks for an address");
    let spec = service(LB[0], asking)["spec"].clone();
    assert_eq!(spec["loadBalancerIP"], "192.0.2.1");
    let spec = service(r#"apiserver "LoadBalancer" { ip "192.0.2.1" "192.0.2.8"; }"#, as_it_is)["spec"].clone();
    assert_eq!((&spec["loadBalancerIP"], &spec["loadBalancerClass"]), (&Value::Null, &json!("example.com/internal")));
}

#[test]
fn objects_of_the_base_hold_what_the_mesh_does_and_nothing_else() {
    let stale = "apiVersion: v1\nkind: Secret\nmetadata: {name: cilium-kvstoremesh, namespace: kube-system}\nstringData: {old: x}\ndata: {gone: eA==, b: eA==}\n\
                 ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: clustermesh-remote-users, namespace: kube-system}\ndata: {users.yaml: \"users: []\", more: x}\n";
    let mesh = r#"certificates "cron-job" auth-mode="migration";"#;
    let (bare, case) = (Case::new(mesh), Case::new(mesh).and(stale));
    for (kind, name) in [("Secret", "cilium-kvstoremesh"), ("ConfigMap", "clustermesh-remote-users")] {
        assert_eq!(case.get(kind, name)["data"], bare.get(kind, name)["data"], "{name}");
    }
    let secret = case.get("Secret", "cilium-kvstoremesh");
    assert_eq!(secret.get("stringData"), None);
    assert!(entry(&secret, "b").starts_with("endpoints:\n- https://b.mesh.cilium.io:2379\n"));
    assert!(
        case.compile().tree().cloned().unwrap().get("mesh/cilium-clustermesh.yaml").is_some(),
        "what it lacks is shared"
    );
    assert_eq!(case.run().iter().filter(|object| object["metadata"]["name"] == "cilium-kvstoremesh").count(), 1);
}

#[test]
fn lists_without_a_merge_key_are_changed_only_where_they_stand_as_they_were() {
    let tree = Case::new("max-connected-clusters 511; kvstoremesh #false; trust-bundle \"ca\";")
        .compile()
        .tree()
        .cloned()
        .unwrap();
    let lists: Vec<_> = tree.files().filter(|(path, _)| path.ends_with("-lists.yaml")).collect();
    assert_eq!(lists.len(), 4, "two of each cluster");
    for (path, text) in lists {
        let operations = yaml::read(text).unwrap().remove(0);
        for pair in operations.as_array().unwrap().chunks(2) {
            let target = pair[1]["path"].as_str().unwrap();
            let tested = pair[0]["path"].as_str().unwrap();
            assert_eq!(pair[0]["op"], "test", "{path}");
            assert!(tested == target || tested == format!("{target}/name"), "{path}: {tested} for {target}");
        }
    }
}
