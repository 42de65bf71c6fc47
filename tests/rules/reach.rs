//! What the pages of the rules about reaching clusters cannot show: every type of Service, spellings, peers that do not meet,
//! and meshes of 511 clusters, where one cause stays one finding.

use crate::common::releases::{is_from, modern};
use crate::common::{codes, compile, rendered};
use meshc::Outcome;
use meshc::diagnostic::Severity;

/// Clusters `a`, `b`, … of a release, each with a block of the pool and what stands in its braces.
fn mesh(release: &str, rest: &str, clusters: &[&str]) -> Outcome {
    let name = |at: usize| char::from(b'a' + u8::try_from(at).unwrap());
    let cluster = |(at, nodes): (usize, &&str)| format!("cluster \"{}\" id={} {{ {nodes} }}\n", name(at), at + 1);
    let clusters: String = clusters.iter().enumerate().map(cluster).collect();
    compile(&format!(
        "mesh \"m\" {{ cilium \"{release}\"; address-pool \"10.0.0.0/8\" prefix=16; }}\n{rest}\n{clusters}"
    ))
}

/// What `b` is told beside an `a` that peers reach at 192.0.2.1.
fn told(nodes: &str) -> Vec<&'static str> {
    codes(&mesh("1.18.12", "", &["apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }", nodes]))
}

/// The first help of that rule.
fn help(outcome: &Outcome, rule: &str) -> String {
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

const ONE: &str = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; }";
const TWO: &str = "apiserver \"LoadBalancer\" { ip \"192.0.2.2\"; }";

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

#[test]
fn each_type_of_service_has_its_ports() {
    let with = |service: &str, port: u32| {
        told(&format!("apiserver \"{service}\" port={port} {{ ip \"192.0.2.2\" \"192.0.2.3\"; }}"))
    };
    let mismatch = ["endpoint-port-mismatch"];
    assert_eq!(with("NodePort", 2379), mismatch);
    assert_eq!(with("LoadBalancer", 32379), mismatch);
    assert_eq!(with("LoadBalancer", 30000), mismatch);
    assert_eq!(with("ClusterIP", 443), mismatch);
    assert_eq!(with("LoadBalancer", 443), mismatch);
    assert_eq!(with("LoadBalancer", 2379), [""; 0]);
    assert_eq!(with("NodePort", 32767), [""; 0]);
    assert_eq!(with("NodePort", 30000), [""; 0]);
    assert_eq!(with("NodePort", 29999), ["node-port-out-of-range"]);
    assert_eq!(with("NodePort", 32768), ["node-port-out-of-range"]);
}

/// A NodePort of a cluster, on two nodes of its own.
fn node_port(number: usize, more: &str, port: &str) -> String {
    format!("{more} apiserver \"NodePort\" {port} {{ ip \"192.0.2.{number}\" \"198.51.100.{number}\"; }}")
}

#[test]
fn one_node_port_confuses_agents_up_to_1_18_that_replace_kube_proxy() {
    let of = |release: &str, more: &str, port: &str| {
        let outcome = mesh(release, "", &[&node_port(1, more, ""), &node_port(2, more, port)]);
        let levels: Vec<_> = outcome.diagnostics.0.iter().map(|found| (found.rule.name, found.severity)).collect();
        levels
    };
    for release in modern() {
        let is_mended = is_from(&release, "1.19");
        let told = |level| if is_mended { Vec::new() } else { vec![("shared-node-port", level)] };
        assert_eq!(of(&release, "kube-proxy-replacement #true;", ""), told(Severity::Error), "{release}");
        assert_eq!(of(&release, "", ""), told(Severity::Warning), "{release}");
        assert_eq!(of(&release, "kube-proxy-replacement #false;", ""), [], "{release}");
        assert_eq!(of(&release, "kube-proxy-replacement #true;", "port=32380"), [], "{release}");
    }
}

#[test]
fn a_node_port_is_shared_by_peers_only() {
    let clusters: Vec<_> = (1..=4).map(|number| node_port(number, "kube-proxy-replacement #true;", "")).collect();
    let clusters: Vec<_> = clusters.iter().map(String::as_str).collect();
    let apart = "peering { link \"a\" \"b\"; link \"c\" \"d\"; }";
    let outcome = mesh("1.17.18", apart, &clusters);
    assert_eq!(codes(&outcome), ["shared-node-port"]);
    let outcome = mesh("1.17.18", "", &clusters);
    assert_eq!(help(&outcome, "shared-node-port").matches("port=").count(), 3, "{}", rendered(&outcome));
    let ports = ["", "port=32380", "port=32381", "port=32382"];
    let own: Vec<_> = (1..=4).zip(ports).map(|(number, port)| node_port(number, "", port)).collect();
    let own: Vec<_> = own.iter().map(String::as_str).collect();
    assert_eq!(codes(&mesh("1.17.18", "", &own)), [""; 0]);
}

#[test]
fn one_node_is_a_warning_unless_it_is_everybodys() {
    assert_eq!(told("apiserver \"NodePort\" { ip \"192.0.2.2\"; }"), ["single-node-endpoint"]);
    assert_eq!(told("apiserver \"NodePort\" { ip \"192.0.2.2\" \"192.0.2.3\"; }"), [""; 0]);
    assert_eq!(told("apiserver \"NodePort\" { address \"nodes.b.example.com\"; }"), [""; 0]);
    assert_eq!(codes(&mesh("1.20.0", "", &["apiserver \"NodePort\" { ip \"192.0.2.2\"; }"])), [""; 0], "no peers");
    let defaults = "defaults { apiserver \"NodePort\" { ip \"192.0.2.2\"; }; }";
    assert_eq!(codes(&mesh("1.20.0", defaults, &["", ""])), ["duplicate-endpoint"]);
}

/// A mesh of 511 clusters in which nothing is wrong, with what else stands in each.
fn large(defaults: &str, cluster: impl Fn(usize) -> String) -> Outcome {
    let clusters = (1..=511).map(|id| {
        let (high, low) = (id / 256, id % 256);
        let addresses = format!("pod-cidr \"10.{}.{}.0/20\"", id / 16, id % 16 * 16);
        format!(
            "cluster \"c{id}\" id={id} {{ {addresses}; {} }}\n",
            cluster(id).replace("HOST", &format!("192.168.{high}.{low}"))
        )
    });
    let clusters: String = clusters.collect();
    let mesh =
        "mesh \"m\" { cilium \"1.18.12\"; max-connected-clusters 511; routing \"native\" cidr=\"10.0.0.0/11\"; }";
    compile(&format!("{mesh}\ndefaults {{ {defaults} }}\n{clusters}"))
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
fn an_address_of_a_load_balancer_has_the_ports_of_the_service_alone() {
    let at = |port: u16, reached: &str| told(&format!("apiserver \"LoadBalancer\" port={port} {{ {reached}; }}"));
    let (ip, name) = ("ip \"192.0.2.2\"", "address \"b.example.com\"");
    for port in [443, 2380, 32379] {
        assert_eq!(at(port, ip), ["endpoint-port-mismatch"], "{port}");
    }
    assert_eq!(at(2379, ip), [""; 0]);
    assert_eq!(at(443, name), [""; 0], "a proxy may map it");
    assert_eq!(at(32379, name), ["endpoint-port-mismatch"]);
    let outcome = mesh("1.18.12", "", &[ONE, "apiserver \"LoadBalancer\" port=443 { ip \"192.0.2.2\"; }"]);
    assert!(help(&outcome, "endpoint-port-mismatch").contains("`address`"));
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

#[test]
fn an_annotation_has_a_key_of_its_own_that_kubernetes_takes() {
    let with = |annotations: &str| told(&format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.2\"; {annotations} }}"));
    let annotation = |key: &str| with(&format!("annotation \"{key}\" \"x\";"));
    let long = |length: usize| "a".repeat(length);
    for key in ["a", "A.b_c-d", "example.com/a", "Example.com/a", &long(63), &format!("{}.{}/a", long(63), long(63))] {
        assert_eq!(annotation(key), [""; 0], "{key}");
    }
    for key in ["bad key!", "a/b/c", "/a", "a/", "-a", "a.", "ex_ample.com/a", &long(64), &format!("{}/a", long(254))] {
        assert_eq!(annotation(key), ["wrong-type"], "{key}");
    }
    assert_eq!(with("annotation \"a\" \"x\"; annotation \"a\" \"y\";"), ["repeated-node"]);
    assert_eq!(with("annotation \"a\" \"x\"; annotation \"b\" \"x\";"), [""; 0]);
    let twice = "defaults { apiserver \"LoadBalancer\" { annotation \"a\" \"x\"; annotation \"a\" \"y\"; }; }";
    assert!(codes(&mesh("1.18.12", twice, &[ONE, TWO])).contains(&"repeated-node"));
}

#[test]
fn a_property_in_the_wrong_line_is_sent_to_its_node() {
    let of = |nodes: &str| {
        let outcome = mesh("1.18.12", "", &[ONE, nodes]);
        assert_eq!(codes(&outcome), ["unknown-property"], "{}", rendered(&outcome));
        help(&outcome, "unknown-property")
    };
    let help = of("apiserver \"LoadBalancer\" { ip \"192.0.2.2\" port=4; }");
    assert_eq!(help, "`port` belongs to `apiserver`: write apiserver \"LoadBalancer\" port=4");
    assert!(of("apiserver \"LoadBalancer\" { ip \"192.0.2.2\" colour=4; }").ends_with("remove it"));
    let bare = "apiserver \"LoadBalancer\" { ip at=\"192.0.2.2\"; }";
    assert!(of(bare).contains("write the value alone: `ip \"192.0.2.2\"`"));
}
