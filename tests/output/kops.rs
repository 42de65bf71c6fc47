//! What meshc makes of kops specs: the mesh's changes, and nothing else.

use crate::common::{codes, compile_with, rendered};
use meshc::Outcome;
use meshc::world::Memory;
use meshc::yaml::{self, Value, json};

/// A spec of one cluster with a master and a node group.
pub fn spec(api: &str, fields: &str, group: &str) -> String {
    format!(
        "apiVersion: {api}\nkind: Cluster\nmetadata:\n  name: a.example.com\nspec:\n  kubernetesVersion: 1.10.6\n  etcdClusters:\n  \
         - name: main\n    enableEtcdTLS: true\n    version: 3.1.11\n    etcdMembers:\n    - name: x\n    - name: \"1\"\n  \
         - name: events\n    enableEtcdTLS: true\n    etcdMembers:\n    - name: x\n    - name: \"1\"\n{fields}---\n\
         apiVersion: {api}\nkind: InstanceGroup\nmetadata:\n  name: nodes\n  labels:\n    kops.k8s.io/cluster: a.example.com\n\
         spec:\n  role: Node\n{group}"
    )
}

pub fn build(spec: &str, pool: &str, children: &str) -> Outcome {
    let mesh = format!(
        "mesh \"m\" {{ cilium \"1.3.2\"; {pool} }}\ncluster \"a\" id=3 {{ kops \"a.example.com\" spec=\"a.yaml\" {{ {children} }}; }}\n"
    );
    compile_with(Memory::default().with("a.yaml", spec), &mesh)
}

pub const POOL: &str = "address-pool \"100.64.0.0/10\" prefix=16;";

/// The documents that come out.
pub fn documents(outcome: &Outcome) -> Vec<Value> {
    let tree = outcome.tree().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    yaml::read(tree.get("kops/a.yaml").unwrap()).unwrap()
}

#[test]
fn an_old_spec_gets_ranges_etcd_and_cilium_and_keeps_the_rest() {
    let given = spec(
        "kops/v1alpha2",
        "  networking:\n    calico: {}\n  custom: [1, {a: b}]\n",
        "  image: kope.io/k8s-1.8-debian-jessie\n",
    );
    let out = documents(&build(&given, POOL, ""));
    let mut wanted = yaml::read(&given).unwrap();
    wanted[0]["spec"]["networking"] = json!({ "cilium": { "version": "v1.3.2" } });
    wanted[0]["spec"]["nonMasqueradeCIDR"] = json!("100.66.0.0/16");
    wanted[0]["spec"]["serviceClusterIPRange"] = json!("100.66.0.0/19");
    wanted[0]["spec"]["kubeControllerManager"] = json!({ "clusterCIDR": "100.66.128.0/17" });
    wanted[0]["spec"]["etcdClusters"][1]["version"] = json!("3.1.11");
    wanted[1]["spec"]["image"] = json!("kope.io/k8s-1.9-debian-stretch-amd64-hvm-ebs-2018-03-11");
    assert_eq!(out, wanted);
}

#[test]
fn endpoints_follow_from_the_members_and_the_scheme_from_tls() {
    let outcome = build(&spec("kops/v1alpha2", "", ""), POOL, "");
    let config = outcome.tree().cloned().unwrap();
    let config = config.get("clusters/a/cilium-config.yaml").unwrap();
    for url in ["https://etcd-x.internal.a.example.com:4001", "https://etcd-1.internal.a.example.com:4001"] {
        assert!(config.contains(url), "{config}");
    }
    let plain = spec("kops/v1alpha2", "", "").replace("    enableEtcdTLS: true\n", "");
    let outcome = build(&plain, POOL, "");
    assert_eq!(codes(&outcome), ["insecure-endpoint"]);
    assert!(
        outcome
            .tree()
            .cloned()
            .unwrap()
            .get("clusters/a/cilium-config.yaml")
            .unwrap()
            .contains("- http://etcd-x.internal")
    );
}

#[test]
fn newer_specs_spell_the_ranges_their_way() {
    let newer = spec("kops.k8s.io/v1alpha2", "", "  image: ami-1\n").replace("1.10.6", "1.22.1");
    let cluster = &documents(&build(&newer, POOL, ""))[0]["spec"];
    assert_eq!((&cluster["podCIDR"], &cluster["kubeControllerManager"]), (&json!("100.66.128.0/17"), &Value::Null));
    let newest = spec(
        "kops.k8s.io/v1alpha3",
        "  networking:\n    networkCIDR: 10.0.0.0/16\n    kindnet: {}\n",
        "  image: ami-1\n",
    );
    let cluster = &documents(&build(&newest, POOL, ""))[0]["spec"];
    let networking = json!({
        "networkCIDR": "10.0.0.0/16",
        "cilium": { "version": "v1.3.2" },
        "nonMasqueradeCIDR": "100.66.0.0/16",
        "serviceClusterIPRange": "100.66.0.0/19",
        "podCIDR": "100.66.128.0/17",
    });
    assert_eq!((&cluster["networking"], &cluster["nonMasqueradeCIDR"]), (&networking, &Value::Null));
}

#[test]
fn images_and_security_groups_change_where_they_must() {
    let children = "image \"kope.io/mine\"; security-group \"sg-1\" \"sg-2\";";
    let group = |fields: &str| documents(&build(&spec("kops/v1alpha2", "", fields), POOL, children))[1]["spec"].clone();
    for old in [
        "kope.io/k8s-1.8-debian-jessie-amd64",
        "coreos.com/CoreOS-stable-1235.6.0-hvm",
        "ubuntu/ubuntu-trusty-14.04-amd64",
    ] {
        assert_eq!(group(&format!("  image: {old}\n"))["image"], "kope.io/mine", "{old}");
    }
    for new in ["kope.io/k8s-1.10-debian-stretch-amd64", "coreos.com/CoreOS-stable-1855.4.0-hvm", "ami-0a1b2c3d"] {
        assert_eq!(group(&format!("  image: {new}\n"))["image"], new);
    }
    assert_eq!(group("")["image"], "kope.io/mine", "kops 1.10 would give it Debian 8");
    let joined = group("  additionalSecurityGroups: [sg-2, sg-9]\n");
    assert_eq!(joined["additionalSecurityGroups"], json!(["sg-2", "sg-9", "sg-1"]));
}

#[test]
fn without_a_pool_the_specs_own_ranges_hold() {
    let fields = "  nonMasqueradeCIDR: 10.32.0.0/12\n  serviceClusterIPRange: 10.33.0.0/20\n  kubelet:\n    nonMasqueradeCIDR: 10.32.0.0/12\n";
    let cluster = &documents(&build(&spec("kops/v1alpha2", fields, ""), "", ""))[0]["spec"];
    assert_eq!(cluster["kubeControllerManager"]["clusterCIDR"], "10.40.0.0/13");
    assert_eq!(cluster["serviceClusterIPRange"], "10.33.0.0/20");
    // With a pool the range is the pool's, and the kubelet's copy follows it.
    let cluster = &documents(&build(&spec("kops/v1alpha2", fields, ""), POOL, ""))[0]["spec"];
    assert_eq!(cluster["serviceClusterIPRange"], "100.66.0.0/19");
    assert_eq!(cluster["kubelet"]["nonMasqueradeCIDR"], "100.66.0.0/16");
}

#[test]
fn an_unset_etcd_version_is_the_one_that_kops_would_give_it() {
    let unset = spec("kops/v1alpha2", "", "").replace("    version: 3.1.11\n", "");
    assert_eq!(codes(&build(&unset, POOL, "")), ["etcd-too-old"]);
    let out = documents(&build(&unset, POOL, "etcd-version \"3.2.24\";"));
    let versions: Vec<_> =
        out[0]["spec"]["etcdClusters"].as_array().unwrap().iter().map(|etcd| &etcd["version"]).collect();
    assert_eq!(versions, ["3.2.24", "3.2.24"]);
    let newer = unset.replace("1.10.6", "1.12.1");
    assert_eq!(documents(&build(&newer, POOL, ""))[0]["spec"]["etcdClusters"][0]["version"], Value::Null);
}

#[test]
fn the_oldest_etcd_of_a_spec_counts() {
    let mixed = spec("kops/v1alpha2", "", "").replacen("version: 3.1.11", "version: 2.2.1", 1);
    let mixed = mixed.replacen("- name: events\n", "- name: events\n    version: 3.1.11\n", 1);
    assert_eq!(codes(&build(&mixed, POOL, "")), ["etcd-too-old"]);
}

#[test]
fn no_range_is_made_up_that_kops_refuses() {
    let given = spec("kops/v1alpha2", "  networkCIDR: 10.2.0.0/16\n", "");
    let outcome = build(&given, "", "");
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
    // What holds both would hold the nodes too: one finding, whose ranges work.
    let mesh = |ranges: &str| {
        let cluster = format!("cluster \"a\" id=3 {{ kops \"a.example.com\" spec=\"a.yaml\"; {ranges}; }}\n");
        compile_with(
            Memory::default().with("a.yaml", given.as_str()),
            &format!("mesh \"m\" {{ cilium \"1.3.2\"; }}\n{cluster}"),
        )
    };
    for ranges in ["pod-cidr \"10.1.0.0/16\"; service-cidr \"10.3.0.0/20\"", "pod-cidr \"10.1.0.0/16\""] {
        let outcome = mesh(ranges);
        assert_eq!(codes(&outcome), ["pod-cidr-outside-kops-range"], "{}", rendered(&outcome));
        let help = outcome.diagnostics.0[0].help.clone().unwrap();
        let better: Vec<&str> = help.split('`').filter(|text| text.contains("-cidr \"")).collect();
        assert_eq!(better.len(), 2, "{help}");
        let outcome = mesh(&better.join("; "));
        assert!(outcome.diagnostics.0.is_empty(), "{help}\n{}", rendered(&outcome));
    }
}

#[test]
fn a_range_over_the_nodes_network_is_one_finding_whose_ranges_work() {
    let mesh = |spec: &str, ranges: &str| {
        let cluster = format!("cluster \"a\" id=3 {{ kops \"a.example.com\" spec=\"a.yaml\"; {ranges} }}\n");
        let world = Memory::default().with("a.yaml", spec);
        compile_with(world, &format!("mesh \"m\" {{ cilium \"1.3.2\"; }}\n{cluster}"))
    };
    let fields = "  networkCIDR: 10.64.0.0/16\n  nonMasqueradeCIDR: 10.64.0.0/10\n";
    let subnets = "  subnets:\n  - {name: x, cidr: 10.64.32.0/19}\n";
    let clear = spec("kops/v1alpha2", &format!("{fields}  serviceClusterIPRange: 10.65.0.0/20\n{subnets}"), "");
    let outcome = mesh(&clear, "");
    assert_eq!(codes(&outcome), ["kops-range-overlaps-network"], "{}", rendered(&outcome));
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    let better: Vec<&str> = help.split('`').filter(|text| text.contains("-cidr \"")).collect();
    let outcome = mesh(&clear, &format!("{};", better.join("; ")));
    assert!(outcome.diagnostics.0.is_empty(), "{help}\n{}", rendered(&outcome));
    // Services among the nodes are the cause that is named.
    let among = spec("kops/v1alpha2", &format!("{fields}{subnets}"), "");
    assert_eq!(codes(&mesh(&among, "")), ["service-cidr-overlaps-node-cidr"]);
    // Later releases of kops know more networks.
    let more = "  networkCIDR: 10.0.0.0/16\n  additionalNetworkCIDRs: [100.64.0.0/24]\n";
    let more = spec("kops/v1alpha2", &format!("{more}  serviceClusterIPRange: 100.65.0.0/20\n"), "");
    assert_eq!(codes(&mesh(&more, "")), ["kops-range-overlaps-network"]);
}
