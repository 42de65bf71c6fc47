//! The Helm values of today's meshes: what each release's chart is told, and that both ends of every
//! connection agree.

use super::release::{Expected, lines};
use crate::common::releases::is_from;
use crate::common::{compile, rendered};
use meshc::Outcome;
use meshc::yaml::{self, Value, json};
use std::collections::BTreeMap;

pub const LOAD_BALANCERS: [&str; 2] =
    [r#"apiserver "LoadBalancer" { ip "192.0.2.1"; }"#, r#"apiserver "LoadBalancer" { ip "192.0.2.2"; }"#];
const NODE_PORTS: [&str; 2] = [
    r#"apiserver "NodePort" port=32381 { ip "172.16.1.4" "172.16.1.5"; }"#,
    r#"apiserver "NodePort" port=32382 { ip "172.16.2.4"; }"#,
];
const TUNNEL: &str = r#"routing "tunnel" protocol="geneve" port=6082"#;
pub const NATIVE: &str = r#"routing "native" cidr="10.0.0.0/8""#;

pub fn mesh(version: &str, more: &str, clusters: &[&str]) -> String {
    let mut text = format!("mesh \"m\" {{ cilium \"{version}\"; address-pool \"10.0.0.0/8\" prefix=16; {more}; }}\n");
    for (index, cluster) in clusters.iter().enumerate() {
        text.push_str(&format!("cluster \"c{}\" id={} {{ {cluster}; }}\n", index + 1, index + 1));
    }
    text
}

/// The values of every cluster, by name, as YAML readers see them.
pub fn values(text: &str) -> BTreeMap<String, Value> {
    of(&compile(text))
}

pub fn of(outcome: &Outcome) -> BTreeMap<String, Value> {
    assert!(!outcome.diagnostics.has_errors(), "{}", rendered(outcome));
    let tree = outcome.tree().unwrap();
    let name = |path: &str| Some(path.strip_prefix("clusters/")?.strip_suffix("/values.yaml")?.to_string());
    let files = tree.files().filter_map(|(path, text)| Some((name(path)?, yaml::read(text).unwrap().remove(0))));
    files.collect()
}

pub fn at<'v>(values: &'v Value, pointer: &str) -> &'v Value {
    values.pointer(pointer).unwrap_or(&Value::Null)
}

/// Every release with every Service, routing and KVStoreMesh.
fn breadth(check: impl Fn(&Expected, &str, bool, &BTreeMap<String, Value>)) {
    for release in &lines() {
        for clusters in [LOAD_BALANCERS, NODE_PORTS] {
            for routing in [TUNNEL, NATIVE] {
                for kvstoremesh in [false, true] {
                    let more = format!("{routing}; kvstoremesh #{kvstoremesh}");
                    check(release, routing, kvstoremesh, &values(&mesh(&release.version, &more, &clusters)));
                }
            }
        }
    }
}

#[test]
fn every_release_is_told_the_same_in_its_own_words() {
    breadth(|release, routing, kvstoremesh, all| {
        assert_eq!(all.len(), 2);
        for (index, (name, values)) in all.iter().enumerate() {
            let is = |pointer: &str, wanted: Value| {
                assert_eq!(*at(values, pointer), wanted, "{} {name} {pointer}", release.version);
            };
            is("/cluster/name", name.as_str().into());
            is("/cluster/id", (index + 1).into());
            is("/clustermesh/useAPIServer", true.into());
            is("/clustermesh/maxConnectedClusters", if release.has_size { 255.into() } else { Value::Null });
            is("/clustermesh/policyDefaultLocalCluster", release.local_policies.into());
            is("/clustermesh/config/enabled", true.into());
            is("/clustermesh/config/domain", "mesh.cilium.io".into());
            is("/clustermesh/apiserver/kvstoremesh/enabled", kvstoremesh.into());
            is("/clustermesh/apiserver/tls/authMode", release.auth_mode.into());
            is("/clustermesh/apiserver/tls/auto/method", "cronJob".into());
            is("/hubble/tls/auto/method", "cronJob".into());
            assert_eq!(at(values, "/clustermesh/config/clusters").is_object(), release.has_map);
            is(release.names, Value::Null);
            is("/ipam/operator/clusterPoolIPv4PodCIDRList", json!([format!("10.{index}.0.0/16")]));
            let native = routing == NATIVE;
            // The chart of 1.14.0 writes its keys twice when it is told in the newer values.
            let is_old = !is_from(&release.version, "1.15");
            let unless = |is_unsaid: bool, text: &str| if is_unsaid { Value::Null } else { text.into() };
            is("/tunnel", unless(!is_old, if native { "disabled" } else { "geneve" }));
            is("/routingMode", unless(is_old, if native { "native" } else { "tunnel" }));
            is("/tunnelProtocol", unless(is_old || native, "geneve"));
            is("/tunnelPort", if native { Value::Null } else { 6082.into() });
            is("/ipv4NativeRoutingCIDR", if native { "10.0.0.0/8".into() } else { Value::Null });
            is("/rollOutCiliumPods", true.into());
        }
    });
}

#[test]
fn what_a_peer_is_told_is_what_the_owner_shows() {
    breadth(|release, _, _, all| {
        for (name, values) in all {
            let peers = at(values, "/clustermesh/config/clusters");
            let named = |entry: &Value| (entry["name"].as_str().unwrap().to_string(), entry.clone());
            let peers: BTreeMap<String, Value> = match peers {
                Value::Array(list) => list.iter().map(named).collect(),
                Value::Object(map) => map.iter().map(|(name, entry)| (name.clone(), entry.clone())).collect(),
                _ => panic!("{name} has no peers"),
            };
            assert!(peers.keys().eq(all.keys().filter(|other| *other != name)), "{name} {peers:?}");
            for (peer, entry) in peers {
                let service = at(&all[&peer], "/clustermesh/apiserver/service");
                let (port, ips) = (&entry["port"], entry["ips"].as_array().unwrap());
                if service["type"] == "NodePort" {
                    assert_eq!(service["nodePort"], *port, "{} {peer}", release.version);
                    assert_eq!(service["loadBalancerIP"], Value::Null);
                } else {
                    assert_eq!((port, service["nodePort"].is_null()), (&2379.into(), true));
                    assert_eq!(service["loadBalancerIP"], ips[0]);
                }
            }
        }
    });
}

#[test]
fn a_cluster_ip_has_no_policy_for_traffic_from_outside() {
    let cluster =
        |id: u8| format!(r#"service-cidr "10.10{id}.0.0/16"; apiserver "ClusterIP" {{ ip "10.10{id}.0.10"; }}"#);
    let clusters = [cluster(1), cluster(2)];
    let all = values(&mesh("1.18.3", NATIVE, &[&clusters[0], &clusters[1]]));
    let service = at(&all["c1"], "/clustermesh/apiserver/service");
    assert_eq!(*service, json!({ "type": "ClusterIP", "externalTrafficPolicy": null }));
}

#[test]
fn nobody_asks_a_load_balancer_of_aws_for_an_address() {
    let service = |more: &str, inside: &str| {
        let cluster = format!(r#"{more} apiserver "LoadBalancer" {{ ip "192.0.2.1"; {inside} }}"#);
        let all = values(&mesh("1.18.3", NATIVE, &[&cluster, LOAD_BALANCERS[1]]));
        assert_eq!(all["c2"].pointer("/clustermesh/config/clusters/0/ips"), Some(&json!(["192.0.2.1"])));
        at(&all["c1"], "/clustermesh/apiserver/service/loadBalancerIP").clone()
    };
    assert_eq!(service("platform \"eks\";", ""), Value::Null);
    let annotation = r#"annotation "service.beta.kubernetes.io/aws-load-balancer-scheme" "internal";"#;
    assert_eq!(service("", annotation), Value::Null);
    assert_eq!(service("platform \"kops\";", annotation), Value::Null);
    assert_eq!(service("platform \"gke\";", r#"annotation "example.com/aws-load-balancer-scheme" "x";"#), "192.0.2.1");
}

#[test]
fn features_are_switched_on_where_the_release_has_them() {
    for release in &lines() {
        let sync = if release.has_sync { "endpoint-slice-sync #true" } else { "endpoint-slice-sync #false" };
        let mcs = if release.mcs.is_some() { "mcs-api #true" } else { "mcs-api #false" };
        // KVStoreMesh reads no trust bundle before 1.18.5.
        let direct = "kvstoremesh #false";
        let more = format!("{NATIVE}; {sync}; {mcs}; {direct}; restart \"manual\"; trust-bundle \"all-roots\"");
        let all = values(&mesh(&release.version, &more, &LOAD_BALANCERS));
        let values = &all["c1"];
        let sync = at(values, "/clustermesh/enableEndpointSliceSynchronization");
        assert_eq!(*sync, if release.has_sync { true.into() } else { Value::Null }, "{}", release.version);
        if let Some(mcs) = release.mcs {
            assert_eq!(*at(values, mcs), true, "{}", release.version);
        }
        assert_eq!(*at(values, "/tls/caBundle"), json!({ "enabled": true, "name": "all-roots" }));
        assert_eq!(*at(values, "/rollOutCiliumPods"), Value::Null);
        assert_eq!(*at(values, "/operator"), Value::Null);
    }
}

#[test]
fn values_of_the_user_come_last_key_by_key() {
    let cluster = r#"apiserver "LoadBalancer" { ip "192.0.2.1"; };
        values { operator { replicas 2; rollOutPods #false }; clustermesh { apiserver { replicas 2 } }; tolerations { - { operator "Exists" } }; MTU 1400 }"#;
    let all = values(&mesh("1.20.0", NATIVE, &[cluster, LOAD_BALANCERS[1]]));
    let values = &all["c1"];
    assert_eq!(*at(values, "/operator"), json!({ "rollOutPods": false, "replicas": 2 }));
    assert_eq!(*at(values, "/clustermesh/apiserver/replicas"), 2);
    assert_eq!(*at(values, "/clustermesh/apiserver/service/type"), "LoadBalancer");
    assert_eq!(*at(values, "/tolerations"), json!([{ "operator": "Exists" }]));
    assert_eq!(*at(values, "/MTU"), 1400);
    assert_eq!(*at(&all["c2"], "/MTU"), Value::Null);
}

#[test]
fn a_new_peer_changes_nothing_but_the_list_of_peers() {
    let third = r#"apiserver "LoadBalancer" { ip "192.0.2.3"; }"#;
    for release in &lines() {
        let before = compile(&mesh(&release.version, NATIVE, &LOAD_BALANCERS));
        let after = compile(&mesh(&release.version, NATIVE, &[LOAD_BALANCERS[0], LOAD_BALANCERS[1], third]));
        let (mut old, mut new) = (of(&before), of(&after));
        new.remove("c3").unwrap();
        for (name, values) in old.iter_mut().chain(&mut new) {
            let config = values.pointer_mut("/clustermesh/config").unwrap().as_object_mut().unwrap();
            assert!(config.remove("clusters").is_some(), "{name}");
        }
        assert_eq!(old, new, "{}", release.version);
        let (before, after) = (before.tree().cloned().unwrap(), after.tree().cloned().unwrap());
        let changed = before.files().filter(|(path, text)| after.get(path) != Some(text));
        let changed: Vec<_> = changed.map(|(path, _)| path).collect();
        assert_eq!(changed, ["clusters/c1/values.yaml", "clusters/c2/values.yaml"], "{}", release.version);
    }
}

#[test]
fn a_partial_mesh_names_exactly_the_peers() {
    let clusters: Vec<String> =
        (1..=4).map(|id| format!(r#"apiserver "LoadBalancer" {{ ip "192.0.2.{id}"; }}"#)).collect();
    let clusters: Vec<&str> = clusters.iter().map(String::as_str).collect();
    let peering = "peering { group \"g\" \"c1\" \"c2\"; link \"c2\" \"c3\"; link \"c4\" \"c1\"; }\n";
    for (version, is_map) in [("1.18.12", false), ("1.20.0", true)] {
        let all = values(&(mesh(version, NATIVE, &clusters) + peering));
        let peers = |name: &str| -> Vec<String> {
            match at(&all[name], "/clustermesh/config/clusters") {
                Value::Array(list) if !is_map => {
                    list.iter().map(|entry| entry["name"].as_str().unwrap().to_string()).collect()
                }
                Value::Object(map) if is_map => map.keys().cloned().collect(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!([peers("c1"), peers("c2")], [["c2", "c4"], ["c1", "c3"]]);
        assert_eq!([peers("c3"), peers("c4")], [["c2"], ["c1"]]);
    }
}
