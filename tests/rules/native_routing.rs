//! The range that is routed natively: whom it is missing for, whom it leaves out, and what it should not
//! hold.

use super::datapath::{A, B, NONE, builder, compile, help, told};
use crate::common::releases::modern;
use crate::common::{codes, rendered};

const MISSING: &str = "missing-native-routing-cidr";
const NARROW: &str = "native-routing-cidr-too-narrow";
const WIDE: &str = "native-routing-cidr-too-wide";

#[test]
fn native_routing_needs_a_range_for_each_family_of_pods() {
    assert_eq!(told("routing \"native\"", &[A, B]), [MISSING]);
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0/11\"", &[A, B]), NONE);
    assert_eq!(told("routing \"tunnel\"", &[A, B]), NONE);
    let dual = ["pod-cidr \"10.10.0.0/16\" \"fd00:1::/104\"", "pod-cidr \"10.20.0.0/16\" \"fd00:2::/104\""];
    assert_eq!(told("routing \"native\"", &dual), [MISSING]);
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0/11\"", &dual), [MISSING]);
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0/11\" cidr6=\"fd00::/16\"", &dual), NONE);
    let six = ["pod-cidr \"fd00:1::/104\"", "pod-cidr \"fd00:2::/104\""];
    assert_eq!(told("routing \"native\" cidr6=\"fd00::/16\"", &six), NONE, "nobody has IPv4");
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0\"", &[A, B]), ["invalid-cidr"], "it is there, but broken");
}

#[test]
fn the_proposed_range_makes_the_mesh_valid() {
    for clusters in [[A, B], [A, "pod-cidr \"10.200.0.0/16\" \"10.10.128.0/17\""], ["pod-cidr \"10.0.0.0/24\"", B]] {
        let outcome = compile("routing \"native\"", "", &clusters);
        let missing = outcome.diagnostics.0.iter().find(|found| found.rule.name == MISSING).unwrap();
        let cidr = missing.help.as_ref().unwrap().split('`').nth(1).unwrap().to_string();
        assert!(
            !told(&format!("routing \"native\" {cidr}"), &clusters).iter().any(|code| code.contains("native")),
            "{cidr}"
        );
    }
    let outcome = compile("routing \"native\"", "", &[A, "pod-cidr \"192.168.0.0/16\""]);
    assert!(!help(&outcome).contains("/0"), "{}", rendered(&outcome));
}

#[test]
fn who_does_not_masquerade_needs_no_range() {
    let all = |nodes: &str| [format!("{A}; {nodes}"), format!("{B}; {nodes}")];
    let of = |release: &str, nodes: &str| {
        let clusters = all(nodes);
        builder(release, "routing \"native\"", &[&clusters[0], &clusters[1]]).codes()
    };
    for release in modern() {
        assert_eq!(of(&release, "values { enableIPv4Masquerade #false; }"), NONE, "{release}");
        let agent = of(&release, "values { bpf { masquerade #true; }; ipMasqAgent { enabled #true; }; }");
        let is_enough =
            meshc::release::find(release.parse().unwrap()).unwrap().modern().unwrap().masq_agent_replaces_range;
        assert_eq!(agent, if is_enough { Vec::new() } else { vec![MISSING] }, "{release}");
        assert_eq!(of(&release, "config { enable-ipv6-masquerade #false; }"), [MISSING], "{release}");
    }
    assert_eq!(of("1.17.18", "config { enable-ipv4-masquerade #false; }"), NONE, "the agent asks its configuration");
    assert_eq!(of("1.18.12", "config { enable-ipv4-masquerade #false; }"), NONE, "it becomes the chart's value");
    let eni = ["ipam \"eni\"; node-cidr \"10.10.0.0/16\"", "ipam \"eni\"; node-cidr \"10.20.0.0/16\""];
    let with_eni = |release: &str| builder(release, "routing \"native\"", &eni).codes();
    assert_eq!(with_eni("1.18.6"), NONE, "the chart masquerades nothing under ENI");
    assert_eq!(with_eni("1.17.4"), [MISSING], "pods keep their address in their own VPC only");
    let one_vpc = ["ipam \"eni\"; node-cidr network=\"vpc\"", "ipam \"eni\"; node-cidr network=\"vpc\""];
    let shared = builder("1.17.4", "routing \"native\"", &one_vpc).beside("network \"vpc\" \"10.0.0.0/8\"");
    assert_eq!(shared.codes(), NONE, "both are in one VPC");
    let azure = ["ipam \"azure\"; node-cidr \"10.10.0.0/16\"", "ipam \"azure\"; node-cidr \"10.20.0.0/16\""];
    assert_eq!(told("routing \"native\"", &azure), [MISSING]);
}

#[test]
fn the_range_must_hold_the_pods_of_everybody() {
    assert_eq!(told("routing \"native\" cidr=\"10.10.0.0/16\"", &[A, B]), [NARROW]);
    assert_eq!(told("routing \"native\" cidr=\"10.30.0.0/16\"", &[A, B]), [NARROW], "one finding for both");
    let outcome = compile("routing \"native\" cidr=\"10.10.0.0/16\"", "", &[A, B]);
    assert!(help(&outcome).contains("`cidr=\"10.0.0.0/11\"`"));
    let eni = "ipam \"eni\"; node-cidr \"172.31.0.0/20\"";
    assert_eq!(
        told("routing \"native\" cidr=\"10.10.0.0/16\"", &[A, eni]),
        [NARROW],
        "its pods are where its nodes are"
    );
    assert_eq!(
        told("routing \"tunnel\" cidr=\"10.10.0.0/16\"", &[A, B]).iter().filter(|code| **code == NARROW).count(),
        0
    );
    let off = |pods: &str| format!("{pods}; values {{ enableIPv4Masquerade #false; }}");
    assert_eq!(told("routing \"native\" cidr=\"10.10.0.0/16\"", &[&off(A), &off(B)]), NONE);
    assert_eq!(told("routing \"native\" cidr=\"10.10.0.0/16\"", &[A, &off(B)]), [NARROW], "a hides its pods from b");
}

#[test]
fn the_range_should_hold_nothing_else() {
    let of = |cidr: &str, rest: &str, more: &str| {
        let settings = format!("routing \"native\" cidr=\"{cidr}\"");
        codes(&compile(&settings, rest, &[&format!("{A}; {more}"), B]))
    };
    assert_eq!(of("10.0.0.0/8", "", "node-cidr \"10.200.0.0/16\""), [WIDE]);
    assert_eq!(of("10.0.0.0/8", "network \"office\" \"10.200.0.0/16\"", ""), [WIDE]);
    assert_eq!(of("10.0.0.0/8", "", "apiserver \"LoadBalancer\" { ip \"10.200.0.9\"; }"), [WIDE]);
    assert_eq!(of("10.0.0.0/8", "", "node-cidr \"172.31.0.0/16\""), NONE);
    assert_eq!(
        of("10.0.0.0/8", "", "node-cidr \"10.1.0.0/16\""),
        [WIDE],
        "though every range of both pod CIDRs holds it"
    );
    assert_eq!(of("10.0.0.0/11", "", "service-cidr \"10.11.0.0/20\""), NONE, "nobody routes to Services");
    assert_eq!(of("10.0.0.0/8", "", "ipam \"eni\"; node-cidr \"10.200.0.0/16\""), NONE, "a VPC is one range");
    let pool = "address-pool \"10.0.0.0/9\" prefix=16; routing \"native\" cidr=\"10.0.0.0/9\"";
    assert_eq!(codes(&compile(pool, "network \"n\" \"10.200.0.0/16\"", &["max-nodes 9", "max-nodes 9"])), NONE);
}

#[test]
fn the_mesh_of_the_language_is_silent() {
    let clusters = [
        "platform \"eks\"; pod-cidr \"10.10.0.0/16\"; service-cidr \"10.11.0.0/20\"; node-cidr \"172.31.0.0/20\"",
        "pod-cidr \"10.20.0.0/16\"; service-cidr \"10.21.0.0/20\"; node-cidr \"172.31.16.0/20\"",
    ];
    assert_eq!(told("routing \"native\" cidr=\"10.0.0.0/11\"; encryption \"wireguard\"", &clusters), NONE);
}
