//! Manifests that the user has rendered, with clustermesh-apiserver in them: what the mesh changes for each
//! cluster.

use super::case::{Case, LB, args, files, named};
use crate::common::entry;
use crate::common::releases::{is_from, modern, modern_from};
use meshc::yaml::{Value, json};

#[test]
fn the_configuration_says_what_the_mesh_says_and_nothing_of_another_mode() {
    for (mesh, says, wanted) in [
        ("", "", json!({ "cluster-name": "a", "cluster-id": "1", "max-connected-clusters": "255" })),
        ("max-connected-clusters 511;", "", json!({ "max-connected-clusters": "511" })),
        ("", "", json!({ "routing-mode": "tunnel", "tunnel-protocol": "vxlan", "tunnel-port": null })),
        (
            r#"routing "tunnel" protocol="geneve" port=6082;"#,
            "",
            json!({ "tunnel-protocol": "geneve", "tunnel-port": "6082", "ipv4-native-routing-cidr": null }),
        ),
        (
            r#"routing "native" cidr="10.0.0.0/8" cidr6="fd00::/48";"#,
            "",
            json!({ "routing-mode": "native", "tunnel-protocol": "vxlan", "tunnel-port": null,
                "ipv4-native-routing-cidr": "10.0.0.0/8", "ipv6-native-routing-cidr": "fd00::/48" }),
        ),
        (
            "",
            r#"pod-cidr "10.1.0.0/16" "10.9.0.0/16" "fd00:1::/104"; ipam "cluster-pool" mask=26;"#,
            json!({ "enable-ipv4": "true", "enable-ipv6": "true", "cluster-pool-ipv4-cidr": "10.1.0.0/16 10.9.0.0/16",
                "cluster-pool-ipv4-mask-size": "26", "cluster-pool-ipv6-cidr": "fd00:1::/104", "cluster-pool-ipv6-mask-size": "120" }),
        ),
        (
            "",
            r#"ipam "kubernetes";"#,
            json!({ "ipam": "kubernetes", "cluster-pool-ipv4-cidr": null, "cluster-pool-ipv4-mask-size": null }),
        ),
        (
            "",
            "",
            json!({ "ipam": "cluster-pool", "cluster-pool-ipv4-mask-size": "24", "kube-proxy-replacement": "false" }),
        ),
        ("", "kube-proxy-replacement #true;", json!({ "kube-proxy-replacement": "true", "enable-node-port": null })),
        ("", "host-firewall #true;", json!({ "enable-host-firewall": "true" })),
        (r#"encryption "wireguard" node=#true;"#, "", json!({ "enable-wireguard": "true", "encrypt-node": "true" })),
        (r#"encryption "wireguard";"#, "", json!({ "enable-wireguard": "true", "encrypt-node": null })),
        ("", "", json!({ "policy-default-local-cluster": "false", "clustermesh-enable-mcs-api": "false" })),
        ("policy-default-local-cluster #true;", "", json!({ "policy-default-local-cluster": "true" })),
        ("endpoint-slice-sync #true;", "", json!({ "clustermesh-enable-endpoint-sync": "true" })),
        ("", "config { debug #true; };", json!({ "debug": "true" })),
        ("", "", json!({ "identity-allocation-mode": "crd", "monitor-aggregation": "medium" })),
    ] {
        let says: &'static str = format!("{says} {}", LB[0]).leak();
        let data = Case::new(mesh).each([says, LB[1]]).config();
        for (key, value) in wanted.as_object().unwrap() {
            assert_eq!(data.get(key).unwrap_or(&Value::Null), value, "{key} of {mesh} {says}");
        }
    }
}

#[test]
fn keys_are_those_of_the_release() {
    for release in &modern() {
        let (size, policy) = (is_from(release, "1.15"), is_from(release, "1.18"));
        let case = Case::new("").release(release).with("  max-connected-clusters: \"255\"\n", "");
        let (data, pod) = (case.config(), case.pod("Deployment", "clustermesh-apiserver"));
        assert_eq!(data.get("max-connected-clusters").is_some(), size, "{release}");
        assert_eq!(data.get("policy-default-local-cluster").is_some(), policy, "{release}");
        assert_eq!(data.get("enable-wireguard"), None, "{release}");
        let keeps = args(&pod, "apiserver").contains(&"--max-connected-clusters=255".to_string());
        assert!(keeps, "{release}: what the base has stays");
    }
    let native = Case::new(r#"routing "native" cidr="10.0.0.0/8";"#);
    assert_eq!(native.release("1.16.0").config().get("tunnel-protocol"), None);
}

#[test]
fn what_a_base_has_of_tunnels_for_its_own_purpose_stays() {
    let base = |mesh| {
        Case::new(mesh).with("routing-mode: tunnel", "routing-mode: native\n  ipv4-native-routing-cidr: 10.0.0.0/9")
    };
    let native = base(r#"routing "native" cidr="10.0.0.0/8";"#).config();
    assert_eq!((&native["tunnel-port"], &native["ipv4-native-routing-cidr"]), (&json!("8473"), &json!("10.0.0.0/8")));
    assert_eq!(base("").config().get("ipv4-native-routing-cidr"), None);
}

#[test]
fn a_peer_restarts_no_agent_and_an_id_does() {
    let agent = |case: Case| case.file("cilium-ds.yaml");
    let stands = agent(Case::new(""));
    let with_peer = Case {
        more: "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }",
        ..Case::new("")
    };
    assert!(with_peer.file("clustermesh-apiserver.yaml").contains("c.mesh.cilium.io"));
    assert_eq!(agent(with_peer), stands);
    let renamed =
        Case::new("").compile().tree().cloned().unwrap().get("clusters/b/cilium-ds.yaml").unwrap().to_string();
    assert_ne!(renamed, stands);
    assert_ne!(agent(Case::new("max-connected-clusters 511;")), stands);
    assert_eq!(agent(Case::new("restart \"manual\";")), "");
    let server = |mesh| Case::new(mesh).pod("Deployment", "clustermesh-apiserver")["metadata"]["annotations"].clone();
    assert_ne!(server(""), server("max-connected-clusters 511;"));
    assert_eq!(server("restart \"manual\";"), Value::Null);
}

#[test]
fn peers_have_names_where_the_release_reaches_them() {
    let aliases = |case: &Case, kind: &str, name: &str| case.pod(kind, name)["spec"]["hostAliases"].clone();
    let wanted = json!([{ "ip": "192.0.2.2", "hostnames": ["b.mesh.cilium.io"] }]);
    for release in &modern_from("1.16") {
        let cached = Case::new("endpoint-slice-sync #true;").release(release);
        assert_eq!(aliases(&cached, "Deployment", "clustermesh-apiserver"), wanted, "{release}");
        assert_eq!(aliases(&cached, "DaemonSet", "cilium"), Value::Null, "{release}");
        assert_eq!(aliases(&cached, "Deployment", "cilium-operator"), Value::Null, "{release}");
        let direct = Case::new("kvstoremesh #false; endpoint-slice-sync #true;").release(release);
        assert_eq!(aliases(&direct, "Deployment", "clustermesh-apiserver"), Value::Null, "{release}");
        assert_eq!(aliases(&direct, "DaemonSet", "cilium"), wanted, "{release}");
        assert_eq!(aliases(&direct, "Deployment", "cilium-operator"), wanted, "{release}");
        let idle = Case::new("kvstoremesh #false;").release(release);
        assert_eq!(aliases(&idle, "Deployment", "cilium-operator"), Value::Null, "{release}");
    }
    let by_name = [LB[0], r#"apiserver "LoadBalancer" { address "b.example.com"; }"#];
    assert_eq!(aliases(&Case::new("").each(by_name), "Deployment", "clustermesh-apiserver"), Value::Null);
}

#[test]
fn one_address_has_the_names_of_all_who_share_it_and_the_bases_own_stay() {
    let more = "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"NodePort\" { ip \"192.0.2.2\" \"2001:db8::3\"; }; }";
    let case = Case { more, ..Case::new("") };
    let both = json!([
        { "ip": "192.0.2.2", "hostnames": ["b.mesh.cilium.io", "c.mesh.cilium.io"] },
        { "ip": "2001:db8::3", "hostnames": ["c.mesh.cilium.io"] },
    ]);
    assert_eq!(case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"], both);
    let own = "      hostAliases:\n      - {ip: 192.0.2.9, hostnames: [gone.mesh.cilium.io]}\n      - {ip: 192.0.2.2, hostnames: [db.example.com]}\n      initContainers:\n";
    let case = Case::new("").with("      initContainers:\n", own);
    let kept = json!([{ "ip": "192.0.2.2", "hostnames": ["db.example.com", "b.mesh.cilium.io"] }]);
    assert_eq!(case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"], kept);
    let stale = Case::new("").with(
        "      hostNetwork: true\n",
        "      hostNetwork: true\n      hostAliases: [{ip: 192.0.2.9, hostnames: [b.mesh.cilium.io]}]\n",
    );
    assert_eq!(stale.pod("DaemonSet", "cilium")["spec"]["hostAliases"], Value::Null);
    let renamed = Case { mesh: "domain \"x.example\";", ..stale };
    assert_eq!(renamed.pod("DaemonSet", "cilium")["spec"]["hostAliases"], Value::Null);
}

#[test]
fn a_cluster_knows_its_peers_and_nobody_else() {
    let more = "cluster \"c\" id=3 { pod-cidr \"10.3.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.3\"; }; }\n\
                peering { link \"a\" \"c\"; link \"b\" \"c\"; }";
    let case = Case { more, ..Case::new("") };
    let aliases = case.pod("Deployment", "clustermesh-apiserver")["spec"]["hostAliases"].clone();
    assert_eq!(aliases, json!([{ "ip": "192.0.2.3", "hostnames": ["c.mesh.cilium.io"] }]));
    let keys: Vec<_> = case.get("Secret", "cilium-kvstoremesh")["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["c"]);
}

#[test]
fn both_containers_know_the_size_of_the_mesh() {
    let pod = Case::new("max-connected-clusters 511;").pod("Deployment", "clustermesh-apiserver");
    for container in ["apiserver", "kvstoremesh"] {
        let sizes: Vec<_> = args(&pod, container).into_iter().filter(|arg| arg.contains("max-connected")).collect();
        assert_eq!(sizes, ["--max-connected-clusters=511"], "{container}");
    }
    let right = "--clustermesh-config=/var/lib/cilium/clustermesh, --max-connected-clusters=255]";
    let right = Case::new("").with("--clustermesh-config=/var/lib/cilium/clustermesh]", right);
    assert_eq!(right.file("clustermesh-apiserver-lists.yaml"), "", "nothing is to be changed");
}

#[test]
fn a_mesh_without_kvstoremesh_runs_none() {
    let pod = Case::new("kvstoremesh #false; max-connected-clusters 511;").pod("Deployment", "clustermesh-apiserver");
    assert_eq!(named(&pod["spec"]["containers"], "kvstoremesh"), &Value::Null);
    assert_eq!(named(&pod["spec"]["volumes"], "kvstoremesh-secrets"), &Value::Null);
    assert!(args(&pod, "apiserver").contains(&"--max-connected-clusters=511".to_string()));
}

/// What the chart of each line writes into the Secrets (`clustermesh-config/_helpers.tpl` of 1.14.19,
/// 1.15.19, 1.16.19, 1.17.18, 1.18.12, 1.19.6 and 1.20.0; its leading newline left out): agents show
/// KVStoreMesh certificates of their own from 1.17 on, and an entry carries its host's addresses from 1.20
/// on.
#[test]
fn entries_are_byte_for_byte_the_charts() {
    let each = [LB[0], r#"apiserver "NodePort" port=32380 { ip "172.16.0.4" "172.16.0.5"; }"#];
    let named = [LB[0], r#"apiserver "LoadBalancer" { address "mesh.b.example.com"; }"#];
    for release in &modern() {
        let agents = if is_from(release, "1.17") { "local" } else { "common" };
        let hosts = "\ncilium-host-aliases:\n- hostname: b.mesh.cilium.io\n  ips: \n    - 172.16.0.4\n    - 172.16.0.5";
        let hosts = if is_from(release, "1.20") { hosts } else { "" };
        let direct = format!("endpoints:\n- https://b.mesh.cilium.io:32380\n{}{hosts}", files("common"));
        let by_name = format!("endpoints:\n- https://mesh.b.example.com:2379\n{}", files("common"));
        let cached = format!("endpoints:\n- https://clustermesh-apiserver.kube-system.svc:2379\n{}", files(agents));
        let with = || Case::new("kvstoremesh #true").release(release).each(each);
        assert_eq!(entry(&with().get("Secret", "cilium-kvstoremesh"), "b"), direct, "{release}");
        assert_eq!(entry(&with().get("Secret", "cilium-clustermesh"), "b"), cached, "{release}");
        let without = || Case::new("kvstoremesh #false").release(release);
        assert_eq!(entry(&without().each(each).get("Secret", "cilium-clustermesh"), "b"), direct, "{release}");
        assert_eq!(entry(&without().each(named).get("Secret", "cilium-clustermesh"), "b"), by_name, "{release}");
    }
}
