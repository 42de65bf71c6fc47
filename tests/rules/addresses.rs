//! What the pages of the rules about addresses cannot show: large meshes, causes that must not cascade, and
//! the sweep against the pairwise check.

use crate::common::{codes, compile, compile_with, rendered};
use meshc::address;
use meshc::world::Memory;
use proptest::prelude::*;

fn mesh(pool: &str, rest: &str, clusters: impl IntoIterator<Item = (usize, usize, String)>) -> String {
    let cluster = |(name, id, nodes): (usize, usize, String)| {
        let etcd = format!("etcd {{ endpoint \"https://etcd.c{name}.example.com:2379\"; }}");
        format!("cluster \"c{name}\" id={id} {{ {etcd}; {nodes} }}\n")
    };
    let clusters: String = clusters.into_iter().map(cluster).collect();
    format!("mesh \"m\" {{ cilium \"1.4.2\"; {pool} }}\n{rest}\n{clusters}")
}

#[test]
fn a_default_range_of_many_clusters_is_one_finding() {
    let about_pods = |mut outcome: meshc::Outcome| {
        outcome.diagnostics.0.retain(|found| found.rule.name.contains("cidr"));
        assert_eq!(codes(&outcome), ["overlapping-pod-cidrs"]);
        outcome
    };
    let clusters = || (1..=511).map(|id| (id, id, String::new()));
    let outcome = about_pods(compile(&mesh("", "defaults { pod-cidr \"10.0.0.0/16\"; }", clusters())));
    assert_eq!(outcome.diagnostics.0[0].clusters.len(), 511);
    let report = rendered(&outcome);
    assert!(report.contains("clusters `c1`, `c2` and 509 more have the same pod CIDR, 10.0.0.0/16"), "{report}");

    let written = clusters().map(|(name, id, _)| (name, id, "pod-cidr \"10.0.0.0/16\"".to_string()));
    let outcome = about_pods(compile(&mesh("", "", written)));
    assert_eq!(outcome.diagnostics.0[0].labels.len(), 3);
}

#[test]
fn what_repeats_with_an_id_or_a_name_is_not_an_overlap_too() {
    let pool = "address-pool \"100.64.0.0/10\" prefix=16";
    let outcome = compile(&mesh(pool, "", [(1, 7, String::new()), (2, 7, String::new())]));
    assert_eq!(codes(&outcome), ["duplicate-cluster-id"]);

    let pods = || "pod-cidr \"10.0.0.0/16\"; node-cidr \"172.20.0.0/16\"".to_string();
    let text = mesh("", "", [(1, 1, pods()), (1, 2, pods())]);
    let outcome = meshc::compile(&Memory::default().with("mesh.kdl", text), "mesh.kdl", &meshc::Options::default());
    assert!(codes(&outcome).iter().all(|code| !code.contains("cidr")), "{:?}", codes(&outcome));
}

#[test]
fn pods_in_a_network_that_nodes_name_are_one_finding() {
    let nodes = |pods: &str| format!("pod-cidr \"{pods}\"; node-cidr network=\"vpc\"");
    let clusters = [(1, 1, nodes("10.0.0.0/20")), (2, 2, nodes("10.1.0.0/16"))];
    let outcome = compile(&mesh("", "network \"vpc\" \"10.0.0.0/16\"", clusters));
    assert_eq!(codes(&outcome), ["pod-cidr-overlaps-network"]);
}

#[test]
fn ranges_of_ipv6_are_held_against_each_other_too() {
    let pods = |pods: &str| format!("pod-cidr {pods}");
    let clusters =
        [(1, 1, pods("\"10.0.0.0/16\" \"fd00:1::/48\"")), (2, 2, pods("\"10.1.0.0/16\" \"fd00:1:0:8000::/56\""))];
    assert_eq!(codes(&compile(&mesh("", "", clusters))), ["overlapping-pod-cidrs"]);
}

#[test]
fn host_bits_neither_hide_an_overlap_nor_make_one() {
    let pods = |pods: &str| format!("pod-cidr \"{pods}\"");
    let outcome = compile(&mesh("", "", [(1, 1, pods("10.0.200.0/16")), (2, 2, pods("10.0.0.0/24"))]));
    let mut found = codes(&outcome);
    found.sort_unstable();
    assert!(found.starts_with(&["cidr-host-bits", "overlapping-pod-cidrs"]), "{found:?}");
    let outcome = compile(&mesh("", "defaults { pod-cidr \"10.0.200.0/16\"; }", [(1, 1, String::new())]));
    assert_eq!(codes(&outcome), ["cidr-host-bits"]);
}

#[test]
fn a_mistake_in_the_defaults_is_one_finding() {
    let clusters = (1..=9).map(|id| (id, id, format!("pod-cidr \"10.{id}.0.0/16\"")));
    let rest = "defaults { node-cidr network=\"vpc\"; service-cidr \"10.3.0.0/20\"; }";
    let outcome = compile(&mesh("", rest, clusters));
    assert_eq!(codes(&outcome), ["unknown-network", "pod-cidr-overlaps-service-cidr"], "{}", rendered(&outcome));
}

#[test]
fn equal_ranges_of_two_kinds_are_one_finding() {
    let rest = "defaults { service-cidr \"10.0.0.0/16\"; }\nnetwork \"vpc\" \"10.0.0.0/16\"";
    let nodes = |id| format!("pod-cidr \"10.{id}.0.0/16\"; node-cidr network=\"vpc\"");
    let outcome = compile(&mesh("", rest, (1..=9).map(|id| (id, id, nodes(id)))));
    assert_eq!(codes(&outcome), ["service-cidr-overlaps-node-cidr"]);
    assert_eq!(outcome.diagnostics.0[0].clusters.len(), 9);
}

#[test]
fn proposals_for_two_clusters_do_not_clash() {
    let outcome = compile(&mesh("", "", [(1, 1, String::new()), (2, 2, String::new())]));
    assert_eq!(codes(&outcome), ["missing-pod-cidr", "missing-pod-cidr"]);
    assert_ne!(outcome.diagnostics.0[0].help, outcome.diagnostics.0[1].help);
}

#[test]
fn nobody_is_asked_for_a_pod_cidr_that_cannot_be_read_or_that_the_pool_denies() {
    let outcome = compile(&mesh("", "", [(1, 1, "pod-cidr \"10.0.0.0\"".to_string())]));
    assert_eq!(codes(&outcome), ["invalid-cidr"]);
    let outcome = compile(&mesh("address-pool \"10.0.0.0/15\" prefix=16", "", [(1, 3, String::new())]));
    assert_eq!(codes(&outcome), ["pool-exhausted"]);
    let outcome = compile(&mesh("address-pool \"10.0.0.0/15\" prefix=8", "", [(1, 3, String::new())]));
    assert_eq!(codes(&outcome), ["pool-exhausted"]);
    let many = (1..=9).map(|id| (id, id, String::new()));
    assert_eq!(codes(&compile(&mesh("", "", many))), ["missing-pod-cidr"]);
}

/// A kops spec with a network of pods and Services and one master and one group of nodes.
fn spec(name: &str, range: &str, nodes: usize) -> String {
    let group = |role: &str, size: usize| {
        format!(
            "---\napiVersion: kops/v1alpha2\nkind: InstanceGroup\nmetadata:\n  name: {role}\n  labels:\n    \
             kops.k8s.io/cluster: {name}\nspec:\n  role: {role}\n  maxSize: {size}\n  minSize: 1\n"
        )
    };
    format!(
        "apiVersion: kops/v1alpha2\nkind: Cluster\nmetadata:\n  name: {name}\nspec:\n  networkCIDR: 172.20.0.0/16\n  \
         networkID: vpc-1\n  nonMasqueradeCIDR: {range}\n  networking:\n    cilium: {{}}\n  etcdClusters:\n  - name: main\n    \
         enableEtcdTLS: true\n    version: 3.1.11\n    etcdMembers:\n    - name: a\n      instanceGroup: Master\n{}{}{}",
        group("Master", 1),
        group("Node", nodes),
        group("Bastion", 500)
    )
}

fn of_kops(name: &str) -> (usize, usize, String) {
    let id = if name == "a" { 1 } else { 2 };
    (id, id, format!("kops \"{name}.example.com\" spec=\"{name}.yaml\""))
}

#[test]
fn masters_and_nodes_of_kops_count_and_bastions_do_not() {
    let text = mesh("address-pool \"100.64.0.0/10\" prefix=16", "", [of_kops("a"), of_kops("b")]);
    let specs = |nodes| {
        let files = Memory::default().with("a.yaml", spec("a.example.com", "100.64.0.0/10", 100));
        files.with("b.yaml", spec("b.example.com", "100.64.0.0/10", nodes))
    };
    let about = |nodes| {
        let outcome = compile_with(specs(nodes), &text);
        outcome.diagnostics.0.iter().filter(|found| found.rule.name == "pod-cidr-too-small-for-nodes").count()
    };
    assert_eq!((about(127), about(128)), (0, 1), "128 nodes fit into a /17");
}

#[test]
fn two_specs_with_the_default_range_overlap_once() {
    let specs = ["a", "b"].iter().fold(Memory::default(), |files, name| {
        files.with(format!("{name}.yaml"), spec(&format!("{name}.example.com"), "100.64.0.0/10", 3))
    });
    let outcome = compile_with(specs, &mesh("", "", [of_kops("a"), of_kops("b")]));
    let overlaps: Vec<_> = codes(&outcome).into_iter().filter(|code| code.contains("cidr")).collect();
    assert_eq!(overlaps, ["overlapping-pod-cidrs"], "{}", rendered(&outcome));
}

#[test]
fn the_range_that_a_help_names_works() {
    let pods = |pods: &str| format!("pod-cidr \"{pods}\"; service-cidr \"10.2.0.0/20\"; node-cidr \"10.3.0.0/20\"");
    for (id, range) in
        [(1, "10.0.0.0/16"), (1, "10.2.0.0/22"), (2, "10.3.2.0/23"), (2, "10.4.0.0/15"), (1, "9.0.0.0/16")]
    {
        let text = |range: &str| {
            let rest = "network \"office\" \"10.4.0.0/16\" \"10.8.0.0/13\"";
            let first = "pod-cidr \"10.0.128.0/17\"; node-cidr \"10.6.0.0/16\"".to_string();
            mesh("", rest, [(7, 7, first), (id, id, pods(range))])
        };
        let outcome = compile(&text(range));
        let help = outcome.diagnostics.0[0].help.clone().unwrap();
        let free = help.split([' ', ',']).rfind(|word| word.contains('/')).unwrap();
        let mended = compile(&text(free));
        assert!(mended.diagnostics.0.is_empty(), "{range} became {free}\n{}", rendered(&mended));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_sweep_finds_an_overlap_when_the_pairwise_check_does(
        ranges in prop::collection::vec(((0_u8..6), (0_u8..4), (12_u8..20)), 1..8)
    ) {
        let texts: Vec<String> = ranges.iter().map(|(a, b, prefix)| {
            let net = address::parse(&format!("10.{}.{}.0/{prefix}", a * 16, b * 64)).unwrap();
            net.trunc().to_string()
        }).collect();
        let nets: Vec<_> = texts.iter().map(|text| address::parse(text).unwrap()).collect();
        let pairs = (0..nets.len()).flat_map(|one| (0..one).map(move |two| (one, two)));
        let naive = pairs.into_iter().any(|(one, two)| address::overlap(&nets[one], &nets[two]));
        let clusters = texts.iter().enumerate().map(|(at, text)| (at + 1, at + 1, format!("pod-cidr \"{text}\"")));
        let outcome = compile(&mesh("", "", clusters));
        prop_assert_eq!(codes(&outcome).contains(&"overlapping-pod-cidrs"), naive);
    }
}

#[test]
fn an_id_that_is_proposed_may_be_nobodys() {
    let text = crate::common::mesh::mesh("1.18.3").beside("network \"office\" \"10.0.0.0/24\"");
    let text = text.clusters([1, 2].map(crate::common::mesh::balanced)).text();
    let help = |text: &str| {
        let outcome = compile(text);
        let finding = outcome.diagnostics.0.iter().find(|found| found.rule.name == "pod-cidr-overlaps-network");
        finding.unwrap_or_else(|| panic!("{}", rendered(&outcome))).help.clone().unwrap()
    };
    assert_eq!(help(&text), "use `id=3`: its block, 10.2.0.0/16, is free");
    assert_eq!(help(&text.replace("id=2", "idd=2")), "use `id=3`: its block, 10.2.0.0/16, is free", "`b` may mean 2");
    let two = text.replace("prefix=16;", "prefix=16; address-pool \"fd00::/32\" prefix=48;");
    let taken = two.replace("\"10.0.0.0/24\"", "\"10.0.0.0/24\" \"fd00:0:2::/64\"");
    assert_eq!(help(&taken), "use `id=4`: its block, 10.3.0.0/16, is free", "its block of the other pool is taken");
}
