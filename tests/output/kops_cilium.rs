//! Who installs Cilium where kops makes a cluster, and the networks that kops creates clusters in.

use super::kops::{POOL, build, documents, spec};
use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::json;

/// A modern cluster on the chart, or on a base of the user's, with that network plugin in its spec.
fn modern(networking: &str, in_mesh: &str, in_cluster: &str) -> Outcome {
    let given = format!(
        "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata:\n  name: a.example.com\nspec:\n  kubernetesVersion: 1.31.4\n  \
         networkCIDR: 172.20.0.0/16\n{networking}"
    );
    let mesh = format!(
        "mesh \"m\" {{ cilium \"1.18.3\"; {POOL} {in_mesh} }}\ncluster \"a\" id=3 {{ kops \"a.example.com\" spec=\"a.yaml\"; \
         apiserver \"LoadBalancer\" {{ address \"mesh.a.example.com\"; }}; {in_cluster} }}\n"
    );
    compile_with(Memory::default().with("a.yaml", given), &mesh)
}

#[test]
fn kops_leaves_the_plugin_to_the_chart() {
    let cni = json!({ "cni": {} });
    for networking in ["  networking:\n    cni: {}\n", "  networking:\n    calico: {}\n", "  networking: {}\n", ""] {
        let outcome = modern(networking, "", "");
        assert!(outcome.diagnostics.0.is_empty(), "{networking}{}", rendered(&outcome));
        assert_eq!(documents(&outcome)[0]["spec"]["networking"], cni, "{networking}");
    }
    let secondary = "  networking:\n    cni:\n      usesSecondaryIP: true\n";
    let kept = &documents(&modern(secondary, "", ""))[0]["spec"]["networking"];
    assert_eq!(*kept, json!({ "cni": { "usesSecondaryIP": true } }));
    let chained = modern("  networking:\n    amazonvpc: {}\n", "", "chaining \"aws-cni\";");
    assert_eq!(documents(&chained)[0]["spec"]["networking"], json!({ "amazonvpc": {} }), "{}", rendered(&chained));
    for networking in ["  networking:\n    cilium: {}\n", "  networking:\n    cilium:\n      clusterName: b\n"] {
        assert_eq!(codes(&modern(networking, "", "")), ["kops-owns-cilium"], "{networking}");
    }
}

#[test]
fn the_old_releases_keep_what_brings_no_plugin() {
    let given = spec("kops/v1alpha2", "  networking:\n    cni: {}\n", "  image: ami-1\n");
    assert_eq!(documents(&build(&given, POOL, ""))[0]["spec"]["networking"], json!({ "cni": {} }));
}

#[test]
fn a_cilium_of_kops_has_the_meshs_name_and_id() {
    let networking = |fields: &str| format!("  networking:\n    cilium: {{ {fields} }}\n");
    let newer = |fields: &str| {
        spec("kops.k8s.io/v1alpha2", &networking(fields), "  image: ami-1\n").replace("1.10.6", "1.31.4")
    };
    let cilium =
        documents(&build(&newer("hubble: { enabled: true }"), POOL, ""))[0]["spec"]["networking"]["cilium"].clone();
    let wanted = json!({ "hubble": { "enabled": true }, "version": "v1.3.2", "clusterName": "a", "clusterID": 3 });
    assert_eq!(cilium, wanted);
    // What kops does not know yet it is not told.
    let older = newer("").replace("1.31.4", "1.27.1");
    let cilium = documents(&build(&older, POOL, ""))[0]["spec"]["networking"]["cilium"].clone();
    assert_eq!(cilium, json!({ "version": "v1.3.2", "clusterName": "a" }));
    for same in ["clusterName: a, clusterID: 3, tunnel: vxlan", "clusterName: default, clusterID: 0"] {
        assert!(build(&newer(same), POOL, "").diagnostics.0.is_empty(), "{same}");
    }
    for other in
        ["clusterName: b", "clusterID: 77", "tunnel: disabled", "clusterName: b, clusterID: 77, tunnel: geneve"]
    {
        let outcome = build(&newer(other), POOL, "");
        assert_eq!(codes(&outcome), ["kops-owns-cilium"], "{other}\n{}", rendered(&outcome));
    }
}

#[test]
fn networks_of_kops_that_overlap_cannot_be_connected() {
    let cluster = |name: &str, fields: &str| {
        spec("kops/v1alpha2", &format!("{fields}  networking:\n    cilium: {{}}\n"), "")
            .replace("a.example.com", &format!("{name}.example.com"))
    };
    let found = |one: &str, two: &str, more: &str, nodes: &str| {
        let files = Memory::default().with("a.yaml", cluster("a", one)).with("b.yaml", cluster("b", two));
        let named = |name: &str, id| {
            format!("cluster \"{name}\" id={id} {{ kops \"{name}.example.com\" spec=\"{name}.yaml\"; {nodes} }}\n")
        };
        compile_with(
            files,
            &format!("mesh \"m\" {{ cilium \"1.4.10\"; {POOL} }}\n{more}\n{}{}", named("a", 1), named("b", 2)),
        )
    };
    let network = |id: &str, more: &str, subnet: &str| {
        format!("  networkCIDR: 10.0.0.0/16\n{id}{more}  subnets:\n  - {{name: x, cidr: {subnet}}}\n")
    };
    let (one, two) = (network("", "", "10.0.32.0/19"), network("", "", "10.0.64.0/19"));
    let outcome = found(&one, &two, "", "");
    assert_eq!(codes(&outcome), ["overlapping-node-cidrs"], "{}", rendered(&outcome));
    assert!(rendered(&outcome).contains("10.0.0.0/16"));
    // Additional ranges count, and another network that exists is another one.
    let more = network("", "  additionalNetworkCIDRs: [10.9.0.0/16]\n", "10.0.32.0/19");
    let wide = "  networkCIDR: 10.8.0.0/15\n  subnets:\n  - {name: x, cidr: 10.8.0.0/19}\n";
    assert_eq!(codes(&found(&more, wide, "", "")), ["overlapping-node-cidrs"]);
    let (of_one, of_two) = ("  networkID: vpc-1\n", "  networkID: vpc-2\n");
    let (first, second) = (network(of_one, "", "10.0.32.0/19"), network(of_two, "", "10.0.64.0/19"));
    assert_eq!(codes(&found(&first, &second, "", "")), ["overlapping-node-cidrs"]);
    // One VPC, one declared network, no connection, or the nodes themselves, which are one finding.
    let shared = network(of_one, "", "10.0.64.0/19");
    assert!(found(&first, &shared, "", "").diagnostics.0.is_empty());
    let declared = found(&one, &two, "network \"vpc\" \"10.0.0.0/16\"", "node-cidr network=\"vpc\"");
    assert!(declared.diagnostics.0.is_empty(), "{}", rendered(&declared));
    assert!(!codes(&found(&one, &two, "peering { }", "")).contains(&"overlapping-node-cidrs"));
    assert_eq!(codes(&found(&one, &one, "", "")), ["overlapping-node-cidrs"]);
    let within = network("", "", "10.0.64.0/19, id: subnet-1");
    assert!(found(&within, &within.replace("64", "96"), "", "").diagnostics.0.is_empty());
}
