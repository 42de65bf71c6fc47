//! What the pages of the rules about addresses and routing of today's meshes cannot show: families, IPAM
//! modes, releases, and what must stay silent.

use crate::common::mesh::{Mesh, balanced, etcd, mesh};
use crate::common::releases::modern;
use crate::common::{codes, rendered};
use meshc::Outcome;
use meshc::diagnostic::Severity;

/// A mesh of clusters `a`, `b`, …, each reached at an address of its own unless it says how.
pub fn builder(release: &str, settings: &str, clusters: &[&str]) -> Mesh {
    let reached = |(number, nodes): (usize, &&str)| match nodes.contains("apiserver") {
        true => (*nodes).trim_end_matches("; ").to_string(),
        false => format!("{}; {}", nodes.trim_end_matches("; "), balanced(number)),
    };
    mesh(release).without_pool().says(settings).clusters((1..).zip(clusters).map(reached))
}

/// What becomes of one of 1.18, with more beside it.
pub fn compile(settings: &str, rest: &str, clusters: &[&str]) -> Outcome {
    builder("1.18.12", settings, clusters).beside(rest).compile()
}

/// What is found in a mesh of 1.18.
pub fn told(settings: &str, clusters: &[&str]) -> Vec<&'static str> {
    builder("1.18.12", settings, clusters).codes()
}

/// The help of the only finding.
pub fn help(outcome: &Outcome) -> String {
    assert_eq!(outcome.diagnostics.0.len(), 1, "{}", rendered(outcome));
    outcome.diagnostics.0[0].help.clone().unwrap()
}

pub const A: &str = "pod-cidr \"10.10.0.0/16\"";
pub const B: &str = "pod-cidr \"10.20.0.0/16\"";
pub const NONE: [&str; 0] = [];

#[test]
fn ids_with_the_bit_are_unsafe_where_nodes_route_by_marks() {
    let of = |id: usize, nodes: &str| {
        let settings = "max-connected-clusters 511; routing \"native\" cidr=\"10.0.0.0/11\"";
        builder("1.18.12", settings, &[A, nodes]).id("b", id).codes()
    };
    let eni = "ipam \"eni\"; node-cidr \"10.20.0.0/16\"";
    for (id, is_unsafe) in
        [(2, false), (127, false), (128, true), (255, true), (256, false), (383, false), (384, true), (511, true)]
    {
        let wanted: &[&str] = if is_unsafe { &["cluster-id-unsafe-with-ipam"] } else { &[] };
        assert_eq!(of(id, eni), wanted, "{id}");
        assert_eq!(of(id, "chaining \"aws-cni\"; pod-cidr \"10.20.0.0/16\""), wanted, "{id}");
        assert_eq!(of(id, "ipam \"alibabacloud\"; node-cidr \"10.20.0.0/16\""), wanted, "{id}");
        assert_eq!(of(id, "ipam \"azure\"; node-cidr \"10.20.0.0/16\""), NONE, "{id}");
        assert_eq!(of(id, B), NONE, "{id}");
        assert_eq!(of(id, &format!("{eni}; config {{ allow-unsafe-policy-skb-usage #true; }}")), NONE, "{id}");
        let values = "values { extraConfig { allow-unsafe-policy-skb-usage \"true\"; }; }";
        assert_eq!(of(id, &format!("{eni}; {values}")), NONE, "{id}");
    }
}

#[test]
fn the_cloud_and_the_platform_decide_the_routing() {
    let native = "routing \"native\" cidr=\"10.0.0.0/11\"";
    let (ipam, platform) = ("routing-unfit-for-ipam", "routing-unfit-for-platform");
    for mode in ["eni", "azure", "alibabacloud"] {
        let cluster = format!("ipam \"{mode}\"; node-cidr \"10.20.0.0/16\"");
        assert_eq!(told("", &[A, &cluster]), [ipam], "{mode}");
        assert_eq!(told(native, &[A, &cluster]), NONE, "{mode}");
    }
    let gke = format!("platform \"gke\"; {B}");
    assert_eq!(told("", &[A, &gke]), [platform]);
    assert_eq!(told(native, &[A, &gke]), NONE);
    assert_eq!(told("", &[A, &format!("{gke}; values {{ gke {{ enabled #false; }}; }}")]), NONE);
    assert_eq!(told("", &[A, &format!("{B}; values {{ gke {{ enabled #true; }}; }}")]), [platform]);
    let aks = format!("platform \"aks\"; {B}");
    assert_eq!(told(native, &[A, &aks]), [platform]);
    assert_eq!(told("", &[A, &aks]), NONE);
    assert_eq!(told("", &[A, "platform \"aks\"; ipam \"azure\"; node-cidr \"10.20.0.0/16\""]), [ipam]);
    assert_eq!(told(native, &[A, "platform \"aks\"; ipam \"azure\"; node-cidr \"10.20.0.0/16\""]), NONE);
}

#[test]
fn families_of_peers_meet() {
    let (four, six, both) = (A, "pod-cidr \"fd00:2::/104\"", "pod-cidr \"10.20.0.0/16\" \"fd00:3::/104\"");
    let of = |clusters: &[&str], rest: &str| {
        let outcome = compile("", rest, clusters);
        outcome.diagnostics.0.iter().map(|found| (found.rule.name, found.severity)).collect::<Vec<_>>()
    };
    let found = |level| vec![("mixed-ip-families", level)];
    assert_eq!(of(&[four, six], ""), found(Severity::Error));
    assert_eq!(of(&[four, both], ""), found(Severity::Warning));
    assert_eq!(of(&[six, both], ""), found(Severity::Warning));
    assert_eq!(of(&[four, six, both], ""), found(Severity::Error), "the worst is the finding");
    let apart = of(&[four, six, both], "peering { link \"a\" \"c\"; }");
    assert!(apart.iter().all(|(rule, level)| *rule != "mixed-ip-families" || *level == Severity::Warning), "{apart:?}");
}

#[test]
fn a_shared_service_range_is_worse_for_a_cluster_ip() {
    let of = |one: &str, two: &str, rest: &str| {
        let clusters = [format!("{A}; {one}"), format!("{B}; {two}"), "pod-cidr \"10.30.0.0/16\"".to_string()];
        let outcome = compile("", rest, &[&clusters[0], &clusters[1], &clusters[2]]);
        let found = outcome.diagnostics.0.iter().filter(|found| found.rule.name == "service-cidr-shared");
        found.map(|found| found.severity).collect::<Vec<_>>()
    };
    let services = "service-cidr \"172.20.0.0/16\"";
    assert_eq!(of(services, services, ""), [Severity::Warning]);
    assert_eq!(of(services, "service-cidr \"172.20.128.0/20\"", ""), [Severity::Warning]);
    assert_eq!(of(services, "service-cidr \"172.21.0.0/16\"", ""), []);
    assert_eq!(of(services, "", ""), []);
    let exposed = format!("{services}; apiserver \"ClusterIP\" {{ ip \"172.20.0.9\"; }}");
    assert_eq!(of(services, &exposed, ""), [Severity::Error]);
    assert_eq!(of(services, services, "peering { link \"a\" \"c\"; link \"b\" \"c\"; }"), []);
    let classic = mesh("1.4.2").many(2, |id| format!("service-cidr \"172.20.0.0/16\"; {}", etcd(&format!("c{id}"))));
    assert_eq!(classic.codes(), NONE);
}

#[test]
fn nodes_are_where_pods_are_in_a_vpc() {
    let native = "routing \"native\" cidr=\"10.0.0.0/8\"";
    let eni = |range: &str| format!("ipam \"eni\"; {range}");
    assert_eq!(told(native, &[A, &eni("node-cidr \"10.20.0.0/16\"")]), NONE);
    assert_eq!(told(native, &[A, &eni("")]), ["missing-pod-cidr"]);
    let outcome = compile(native, "", &[A, &eni("")]);
    assert!(help(&outcome).contains("`node-cidr"), "{}", rendered(&outcome));
    let pool = format!("{native}; address-pool \"10.0.0.0/9\" prefix=16");
    assert_eq!(told(&pool, &["max-nodes 9", &eni("node-cidr \"10.1.0.0/16\"")]), ["pod-cidr-overlaps-node-cidr"; 0]);
    assert_eq!(told(&pool, &["max-nodes 9", &eni("")]), ["missing-pod-cidr"], "the pool gives the VPC no addresses");
    let both = eni("pod-cidr \"10.20.128.0/17\"; node-cidr \"10.20.0.0/16\"");
    assert_eq!(told(native, &[A, &both]), NONE, "its pods may be among its nodes");
    assert_eq!(told(native, &["pod-cidr \"10.20.0.0/17\"", &both]), ["pod-cidr-overlaps-node-cidr"]);
    assert_eq!(
        told("", &[A, "pod-cidr \"10.20.0.0/16\"; node-cidr \"10.20.0.0/16\""]),
        ["pod-cidr-overlaps-node-cidr"]
    );
}

#[test]
fn clusters_of_one_vpc_share_its_range() {
    let settings = "routing \"native\" cidr=\"10.0.0.0/8\"";
    let vpc = "network \"vpc\" \"10.20.0.0/16\"";
    let of = |one: &str, two: &str| codes(&compile(settings, vpc, &[one, two]));
    let nodes = "ipam \"eni\"; node-cidr network=\"vpc\"";
    assert_eq!(of(nodes, nodes), NONE);
    let pods = format!("{nodes}; pod-cidr \"10.20.0.0/16\"");
    assert_eq!(of(&pods, &pods), NONE);
    assert_eq!(of(nodes, "pod-cidr \"10.20.0.0/17\""), ["pod-cidr-overlaps-network"]);
    let apart = "ipam \"eni\"; node-cidr \"10.20.0.0/16\"";
    assert_eq!(codes(&compile(settings, "", &[apart, apart])), ["overlapping-node-cidrs"]);
}

#[test]
fn every_release_of_today_refuses_the_reserved_name() {
    for release in modern() {
        let of = |name: &str| mesh(&release).cluster(name, &balanced(1)).codes();
        assert_eq!(of("default"), ["reserved-cluster-name"]);
        assert_eq!(of("on"), ["yaml-ambiguous-name"]);
    }
}

#[test]
fn a_mask_that_there_is_not_says_nothing_of_nodes() {
    assert_eq!(told("", &[&format!("{A}; ipam \"cluster-pool\" mask=33"), B]), ["number-out-of-range"]);
    assert_eq!(told("", &[&format!("{A}; ipam \"cluster-pool\" mask=0"), B]), ["number-out-of-range"]);
    let mask6 = "pod-cidr \"fd00:1::/104\"; ipam \"cluster-pool\" mask6=129";
    assert_eq!(told("", &[mask6, "pod-cidr \"fd00:2::/104\""]), ["number-out-of-range"]);
}

#[test]
fn each_unsafe_id_is_offered_another_one() {
    let ids = |one: usize, two: usize, own: &str| {
        let nodes = ["10.10.0.0/16", "10.20.0.0/16"].map(|range| format!("node-cidr \"{range}\"; {own}"));
        let mesh = builder("1.18.12", "routing \"native\" cidr=\"10.0.0.0/8\"", &[&nodes[0], &nodes[1]]);
        mesh.id("a", one).id("b", two)
    };
    let by_default = "defaults { ipam \"eni\"; }";
    let outcome = ids(200, 201, "").beside(by_default).compile();
    assert_eq!(help(&outcome), "use ids from 1 to 127, such as `id=1` for `a`, `id=2` for `b`");
    assert_eq!(outcome.diagnostics.0[0].message, "`ipam \"eni\"` overwrites a bit of the ids of clusters `a` and `b`");
    let mended = ids(1, 2, "").beside(by_default).compile();
    assert_eq!(codes(&mended), NONE, "{}", rendered(&mended));
    let outcome = ids(200, 201, "ipam \"eni\"").compile();
    let helps: Vec<_> = outcome.diagnostics.0.iter().map(|found| found.help.clone().unwrap()).collect();
    assert_eq!(helps.len(), 2, "{}", rendered(&outcome));
    assert!(helps[0].ends_with("`id=1`") && helps[1].ends_with("`id=2`"), "{helps:?}");
}

#[test]
fn behind_aws_cni_pods_have_the_range_of_the_vpc() {
    let chained = "chaining \"aws-cni\"";
    let settings = "routing \"native\" cidr=\"0.0.0.0/0\"";
    let outcome = compile("", "", &[chained, B]);
    assert_eq!(codes(&outcome), ["missing-pod-cidr"], "{}", rendered(&outcome));
    let help = help(&outcome);
    let node = help.split('`').nth(1).unwrap();
    assert_eq!(node, "pod-cidr \"172.31.0.0/16\"");
    let mended = compile("", "", &[&format!("{chained}; {node}"), B]);
    assert_eq!(codes(&mended), NONE, "{}", rendered(&mended));
    let native = compile(
        &settings.replace("0.0.0.0/0", "10.0.0.0/8"),
        "",
        &[&format!("{chained}; pod-cidr \"10.30.0.0/16\""), B],
    );
    assert!(!codes(&native).contains(&"missing-pod-cidr"));
}

#[test]
fn a_shared_service_range_may_stay() {
    let services = "service-cidr \"10.96.0.0/16\"";
    let clusters = [format!("{A}; {services}"), format!("{B}; {services}")];
    let all: Vec<_> = clusters.iter().map(String::as_str).collect();
    let outcome = compile("routing \"native\" cidr=\"10.0.0.0/9\"", "", &all);
    let found = outcome.diagnostics.0.iter().find(|found| found.rule.name == "service-cidr-shared").unwrap();
    let help = found.help.clone().unwrap();
    assert!(help.ends_with("the free range 10.128.0.0/16"), "outside of what is routed natively: {help}");
    let allow = help.split('`').nth(1).unwrap();
    let outcome = compile(allow, "", &all);
    assert_eq!(codes(&outcome), NONE, "{}", rendered(&outcome));
    let bare = compile("allow \"service-cidr-shared\"", "", &[A, B]);
    assert_eq!(codes(&bare), ["missing-value"], "an `allow` without a reason is one finding");
}
