//! What the pages of the rules about Services cannot show: ports of each type, NodePorts that peers share,
//! annotations.

use super::reach::{ONE, TWO, help, mesh, told};
use crate::common::releases::{is_from, modern};
use crate::common::{codes, rendered};
use meshc::diagnostic::Severity;

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
fn one_node_port_confuses_agents_up_to_1_18_1_that_replace_kube_proxy() {
    let of = |release: &str, more: &str, port: &str| {
        let outcome = mesh(release, "", &[&node_port(1, more, ""), &node_port(2, more, port)]);
        let levels: Vec<_> = outcome.diagnostics.0.iter().map(|found| (found.rule.name, found.severity)).collect();
        levels
    };
    for release in modern().into_iter().chain(["1.18.0", "1.18.1", "1.18.2"].map(str::to_string)) {
        let is_mended = is_from(&release, "1.18") && !["1.18.0", "1.18.1"].contains(&release.as_str());
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
