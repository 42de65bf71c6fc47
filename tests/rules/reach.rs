//! What the pages of the rules about reaching clusters cannot show: every type of Service, spellings, peers
//! that do not meet, and meshes of 511 clusters, where one cause stays one finding.

use crate::common::releases::modern;
use crate::common::{codes, compile, rendered};
use meshc::Outcome;

/// Clusters `a`, `b`, … of a release, each with a block of the pool and what is in its braces.
pub fn mesh(release: &str, rest: &str, clusters: &[&str]) -> Outcome {
    crate::common::mesh::mesh(release).beside(rest).clusters(clusters).compile()
}

/// What `b` is told beside an `a` that peers reach at 192.0.2.1.
pub fn told(nodes: &str) -> Vec<&'static str> {
    codes(&mesh("1.18.12", "", &["apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }", nodes]))
}

/// The first help of that rule.
pub fn help(outcome: &Outcome, rule: &str) -> String {
    let mut of_rule = outcome.diagnostics.0.iter().filter(|found| found.rule.name == rule);
    of_rule.next().unwrap().help.clone().unwrap()
}

#[test]
fn two_clusters_with_nothing_but_ids_are_told_what_makes_them_valid() {
    for release in modern() {
        let text = format!("mesh \"m\" {{ cilium \"{release}\"; }}\ncluster \"a\" id=1\ncluster \"b\" id=2\n");
        let outcome = compile(&text);
        let wanted = ["missing-endpoint", "missing-pod-cidr", "missing-endpoint", "missing-pod-cidr"];
        assert_eq!(codes(&outcome), wanted, "{release}");
        let code = |help: &str| -> String {
            let quoted: Vec<_> = help.split('`').collect();
            (*quoted.iter().find(|part| part.contains('"')).unwrap()).to_string()
        };
        let of = |index: usize| code(outcome.diagnostics.0[index].help.as_ref().unwrap());
        let mended = text.replace("id=1", &format!("id=1 {{ {}; {}; }}", of(0), of(1)));
        let mended = mended.replace("id=2", &format!("id=2 {{ {}; {}; }}", of(2), of(3)));
        let outcome = compile(&mended);
        assert!(codes(&outcome).is_empty(), "{mended}\n{}", rendered(&outcome));
    }
}

#[test]
fn every_cluster_with_peers_needs_an_endpoint() {
    assert_eq!(told(""), ["missing-endpoint"]);
    assert_eq!(told("apiserver \"LoadBalancer\""), ["missing-endpoint"]);
    assert_eq!(told("apiserver \"ClusterIP\"; service-cidr \"172.20.0.0/16\""), ["missing-endpoint"]);
    assert_eq!(told("apiserver \"LoadBalancer\" { address \"b.example.com\"; }"), [""; 0]);
    assert_eq!(codes(&mesh("1.18.12", "", &[""])), [""; 0], "alone it has nobody to be reached by");
    let alone = mesh("1.18.12", "peering { link \"a\" \"b\"; }", &[ONE, TWO, ""]);
    assert!(!codes(&alone).contains(&"missing-endpoint"), "{:?}", codes(&alone));
}

pub const ONE: &str = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
pub const TWO: &str = "apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }";

#[test]
fn what_cannot_be_read_is_not_missing() {
    assert_eq!(told("apiserver \"LoadBalancer\" { ip \"192.0.2\"; }"), ["invalid-address"]);
    assert_eq!(told("apiserver \"LoadBalanced\" { ip \"192.0.2.2\"; }"), ["unknown-choice"]);
    assert_eq!(told("apiserver \"LoadBalancer\" { adress \"b.example.com\"; }"), ["unknown-node"]);
}

#[test]
fn the_help_for_a_service_names_an_address_that_it_can_have() {
    let outcome = mesh("1.18.12", "", &[ONE, "apiserver \"ClusterIP\"; service-cidr \"172.20.0.0/16\""]);
    assert!(help(&outcome, "missing-endpoint").contains("`ip \"172.20.0.50\"`"), "{}", rendered(&outcome));
    assert_eq!(told("apiserver \"ClusterIP\" { ip \"172.20.0.50\"; }; service-cidr \"172.20.0.0/16\""), [""; 0]);
}

#[test]
fn an_address_is_one_clusters_whatever_its_spelling() {
    let named = |name: &str, port: u16| format!("apiserver \"LoadBalancer\" port={port} {{ address \"{name}\"; }}");
    let of = |one: &str, two: &str| codes(&mesh("1.18.12", "", &[one, two]));
    assert_eq!(of(&named("mesh.example.com", 2379), &named("Mesh.Example.com.", 2379)), ["duplicate-endpoint"]);
    assert_eq!(of(&named("mesh.example.com", 2379), &named("mesh.example.com", 2380)), [""; 0], "one front, two ports");
    let ip = |ip: &str| format!("apiserver \"LoadBalancer\" {{ ip \"{ip}\"; }}");
    assert_eq!(of(&ip("2001:db8::1"), &ip("2001:DB8:0::1")), ["duplicate-endpoint"]);
    assert_eq!(of(&ip("192.0.2.1"), &named("192.0.2.1", 2379)), ["duplicate-endpoint"]);
    assert_eq!(told("apiserver \"LoadBalancer\" { ip \"192.0.2.2\" \"192.0.2.2\"; }"), ["duplicate-endpoint"]);
    assert_eq!(told("apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; ip \"192.0.2.3\"; }"), [""; 0]);
}

#[test]
fn nobodys_addresses_are_refused() {
    let at = |ip: &str| told(&format!("apiserver \"LoadBalancer\" {{ ip \"{ip}\"; }}"));
    let nobodys = [
        "127.0.0.1",
        "0.0.0.0",
        "169.254.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.1.1",
        "10.0.0.1",
        "10.1.255.254",
    ];
    for ip in nobodys {
        assert_eq!(at(ip), ["unroutable-endpoint"], "{ip}");
    }
    for ip in ["10.2.0.1", "172.31.0.9", "8.8.8.8", "2001:db8::1", "fd00::1", "100.64.0.1"] {
        assert_eq!(at(ip), [""; 0], "{ip}");
    }
}

#[test]
fn names_that_mean_nothing_elsewhere_are_one_finding() {
    let at = |name: &str| told(&format!("apiserver \"LoadBalancer\" {{ address \"{name}\"; }}"));
    assert_eq!(at("localhost"), ["unroutable-endpoint"]);
    assert_eq!(at("127.0.0.1"), ["unroutable-endpoint"]);
    assert_eq!(at("clustermesh-apiserver.kube-system.svc"), ["unresolvable-endpoint"]);
    assert_eq!(at("clustermesh"), ["unresolvable-endpoint"]);
    assert_eq!(at("b.mesh.example.com"), [""; 0]);
}

#[test]
fn an_address_of_services_is_for_a_cluster_ip_alone() {
    let with = |service: &str, ip: &str| {
        told(&format!("service-cidr \"172.20.0.0/16\"; apiserver \"{service}\" {{ ip \"{ip}\" \"203.0.113.7\"; }}"))
    };
    assert_eq!(with("LoadBalancer", "172.20.0.9"), ["unroutable-endpoint"]);
    assert_eq!(with("NodePort", "172.20.0.9"), ["unroutable-endpoint"]);
    assert_eq!(told("service-cidr \"172.20.0.0/16\"; apiserver \"ClusterIP\" { ip \"172.20.0.9\"; }"), [""; 0]);
    let outside = told("service-cidr \"172.20.0.0/16\"; apiserver \"ClusterIP\" { ip \"172.21.0.9\"; }");
    assert_eq!(outside, ["unroutable-endpoint"]);
    assert_eq!(told("apiserver \"ClusterIP\" { ip \"172.21.0.9\"; }"), [""; 0], "its range is not known");
    let services = "service-cidr \"172.20.0.0/16\"; apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
    let others = mesh("1.18.12", "", &[services, "apiserver \"LoadBalancer\" { ip \"172.20.0.9\"; }"]);
    assert_eq!(codes(&others), ["unroutable-endpoint"], "of another cluster's Services");
}

/// A mesh of 511 clusters in which nothing is wrong, with what else is in each.
fn large(defaults: &str, cluster: impl Fn(usize) -> String) -> Outcome {
    let nodes = |id: usize| {
        let own = cluster(id).replace("HOST", &format!("192.168.{}.{}", id / 256, id % 256));
        format!("pod-cidr \"10.{}.{}.0/20\"; {own}", id / 16, id % 16 * 16)
    };
    let mesh = crate::common::mesh::mesh("1.17.18").without_pool().many(511, nodes);
    let mesh = mesh.says("max-connected-clusters 511; routing \"native\" cidr=\"10.0.0.0/11\"");
    mesh.beside(&format!("defaults {{ {defaults} }}")).compile()
}

const BALANCED: &str = "apiserver \"LoadBalancer\" { ip \"HOST\"; }";

#[test]
fn a_mesh_of_511_clusters_is_silent() {
    let outcome = large("", |id| format!("{BALANCED}; service-cidr \"172.{}.{}.0/24\"", 16 + id / 256, id % 256));
    assert!(outcome.diagnostics.0.is_empty(), "{}", rendered(&outcome));
}

#[test]
fn what_511_clusters_have_in_common_is_one_finding() {
    let one = |outcome: Outcome, rule: &str| {
        assert_eq!(codes(&outcome), [rule], "{}", rendered(&outcome));
        assert_eq!(outcome.diagnostics.0[0].clusters.len(), 511, "{rule}");
        assert!(outcome.diagnostics.0[0].labels.len() <= 4, "{rule}");
    };
    let each = |text: &'static str| move |_: usize| text.to_string();
    one(large("service-cidr \"172.20.0.0/16\";", each(BALANCED)), "service-cidr-shared");
    one(large("", |_| format!("{BALANCED}; service-cidr \"172.20.0.0/16\"")), "service-cidr-shared");
    one(large("", each("apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }")), "duplicate-endpoint");
    one(large("apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }", each("")), "duplicate-endpoint");
    let nodes = "apiserver \"NodePort\" { ip \"HOST\" \"2001:db8::HOST\"; }";
    one(large("kube-proxy-replacement #true;", each(nodes)), "shared-node-port");
    let node = "kube-proxy-replacement #false; apiserver \"NodePort\" { ip \"HOST\"; }";
    one(large("", each(node)), "single-node-endpoint");
    one(large("", each("")), "missing-endpoint");
    one(large("apiserver \"LoadBalancer\"", each("")), "missing-endpoint");
    one(large("apiserver \"LoadBalancer\" { address \"localhost\"; }", each("")), "unroutable-endpoint");
}

#[test]
fn every_address_that_leads_nowhere_is_labelled() {
    let bad = "apiserver \"LoadBalancer\" { ip \"127.0.0.1\" \"192.0.2.2\" \"0.0.0.0\" \"169.254.1.1\"; }";
    let outcome = mesh("1.18.12", "", &[ONE, bad]);
    assert_eq!(codes(&outcome), ["unroutable-endpoint"]);
    let finding = &outcome.diagnostics.0[0];
    let text = |at: usize| {
        let span = finding.labels[at].span;
        outcome.sources.get(span.file).unwrap().text[span.start..span.end].to_string()
    };
    assert_eq!(
        (0..finding.labels.len()).map(text).collect::<Vec<_>>(),
        ["127.0.0.1", "0.0.0.0", "169.254.1.1"].map(|ip| format!("\"{ip}\""))
    );
}
