//! What agents and charts refuse beyond what the pages show, each beside a mesh that they take.

use crate::common::codes;
use crate::common::mesh::mesh;

const NONE: [&str; 0] = [];

/// What is found in a mesh of a release with these nodes in both clusters.
fn found(release: &str, nodes: &str) -> Vec<&'static str> {
    found_in(release, "", nodes)
}

/// The same with more in `mesh`.
fn found_in(release: &str, settings: &str, nodes: &str) -> Vec<&'static str> {
    let own = |number: usize| format!("{nodes}; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
    codes(&mesh(release).says(settings).clusters([own(1), own(2)]).compile())
}

const AGENT: [&str; 1] = ["agent-does-not-start"];
const CHART: [&str; 1] = ["chart-does-not-render"];

/// `upgradeCompatibility` in `cilium-configmap.yaml`: a chart keeps the defaults of the release with which a
/// cluster began.
#[test]
fn the_release_of_the_beginning_moves_defaults() {
    let began = |with: &str| format!("values {{ upgradeCompatibility \"{with}\"; }}");
    for (release, with, is_fine) in [
        ("1.15.19", "1.7", true),
        ("1.15.19", "1.9", false),
        ("1.15.19", "1.13", true),
        ("1.17.8", "1.13", false),
        ("1.17.8", "1.14", true),
        ("1.17.8", "v1.9.3", false),
        ("1.17.8", "first", false),
        ("1.18.2", "1.13", false),
        ("1.18.3", "1.13", true),
    ] {
        assert_eq!(found(release, &began(with)), if is_fine { &NONE[..] } else { &CHART }, "{release} {with}");
    }
    assert_eq!(found("1.17.8", &format!("kube-proxy-replacement #false; {}", began("1.13"))), NONE);
    // Masquerading by BPF was on in clusters that began with 1.8 or 1.9.
    assert_eq!(found("1.18.3", &began("1.9")), AGENT);
    assert_eq!(found_in("1.20.2", "encryption \"ipsec\"", &began("1.11")), AGENT);
    assert_eq!(found_in("1.20.2", "encryption \"ipsec\"", &began("1.12")), NONE);
}

/// In a VPC of its own, pods of ENI lose their address on the way to a peer where they are masqueraded.
#[test]
fn pods_of_eni_are_masqueraded_where_a_cluster_began_so() {
    let compiled = |release: &str, with: &str| {
        let own = |number: usize| {
            let values = format!("values {{ upgradeCompatibility \"{with}\"; }}");
            let at = format!("apiserver \"LoadBalancer\" {{ address \"mesh{number}.example.com\"; }}");
            format!("platform \"eks\"; ipam \"eni\"; node-cidr \"10.{number}.0.0/16\"; {values}; {at}")
        };
        mesh(release).without_pool().says("routing \"native\"").clusters([own(1), own(2)]).codes()
    };
    for release in ["1.18.3", "1.20.2"] {
        assert_eq!(compiled(release, "1.17"), ["missing-native-routing-cidr"], "{release}");
        assert_eq!(compiled(release, "1.18"), NONE, "{release}");
    }
}

/// `aksbyocni.enabled` in `cilium-configmap.yaml`.
#[test]
fn aks_without_a_cni_has_a_pool() {
    let byo = |ipam: &str| {
        let own = |number: usize| {
            let values = "values { aksbyocni { enabled #true; }; }";
            let at = format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
            format!("platform \"aks\"; service-cidr \"172.{}.0.0/16\"; ipam \"{ipam}\"; {values}; {at}", 20 + number)
        };
        [own(1), own(2)]
    };
    for (release, ipam, is_fine) in [
        ("1.15.19", "kubernetes", false),
        ("1.18.3", "kubernetes", false),
        ("1.18.3", "multi-pool", false),
        ("1.18.3", "cluster-pool", true),
        ("1.19.6", "multi-pool", true),
        ("1.20.2", "kubernetes", false),
    ] {
        let found = mesh(release).clusters(byo(ipam)).codes();
        assert_eq!(found, if is_fine { &NONE[..] } else { &AGENT }, "{release} {ipam}");
    }
}

/// `newDaemon` in `daemon/cmd/daemon.go` up to 1.18.
#[test]
fn masquerading_by_bpf_needs_services() {
    let values = |more: &str| format!("values {{ bpf {{ masquerade #true; }}; {more} }}");
    for release in ["1.14.19", "1.16.19", "1.18.3"] {
        assert_eq!(found(release, &values("")), AGENT, "{release}");
        assert_eq!(found(release, &values("nodePort { enabled #true; };")), NONE, "{release}");
        assert_eq!(found(release, &format!("kube-proxy-replacement #true; {}", values(""))), NONE, "{release}");
    }
    assert_eq!(found("1.19.6", &values("")), NONE);
}

/// Sources in `release::refusals::malformed`.
#[test]
fn agents_read_texts_in_their_form() {
    for refused in [
        "values { nodePort { range \"32767,30000\"; }; }",
        "config { node-port-range \"30000\"; }",
        "values { bpf { mapDynamicSizeRatio 1.5; }; }",
        "config { bpf-map-dynamic-size-ratio \"2\"; }",
        "values { bpf { events { default { rateLimit 100; burstLimit 0; }; }; }; }",
        "values { bpf { datapathMode \"vethx\"; }; }",
        "values { bpf { monitorAggregation \"loww\"; }; }",
        "values { maglev { hashSeed \"abc\"; }; }",
        "values { bpf { vlanBypass \"x\"; }; }",
        "config { bpf-lb-rss-ipv4-src-cidr \"10.0.0.0/8\"; }",
        "values { loadBalancer { acceleration \"generic\"; }; }",
        "values { underlayProtocol \"ipv6\"; }",
        "values { tunnelSourcePortRange \"5\"; }",
    ] {
        assert_eq!(found("1.18.3", &format!("kube-proxy-replacement #true; {refused}")), AGENT, "{refused}");
    }
    for taken in [
        "values { nodePort { range \"30000,32767\"; }; }",
        "values { bpf { mapDynamicSizeRatio 1.0; events { default { rateLimit 100; burstLimit 200; }; }; }; }",
        "values { bpf { datapathMode \"netkit\"; monitorAggregation \"maximum\"; vlanBypass { - 5; - 6; }; }; }",
        "values { maglev { hashSeed \"JLfvgnHc2kaSUFaI\"; }; loadBalancer { acceleration \"disabled\"; }; }",
        "values { underlayProtocol \"ipv4\"; tunnelSourcePortRange \"32768-60999\"; }",
    ] {
        assert_eq!(found("1.18.3", &format!("kube-proxy-replacement #true; {taken}")), NONE, "{taken}");
    }
}

/// `validateDuration` in `_helpers.tpl` of every chart.
#[test]
fn charts_read_durations() {
    for refused in [
        "values { operator { identityGCInterval \"15\"; }; }",
        "config { identity-gc-interval \"15\"; }",
        "values { crdWaitTimeout \"5 minutes\"; }",
        "values { ipam { ciliumNodeUpdateRate \"soon\"; }; }",
    ] {
        for release in ["1.14.19", "1.17.8", "1.20.2"] {
            assert_eq!(found(release, refused), CHART, "{release} {refused}");
        }
    }
    let taken =
        "values { operator { identityGCInterval \"15m\"; endpointGCInterval \"5m0s\"; }; crdWaitTimeout \"0\"; }";
    assert_eq!(found("1.18.3", taken), NONE);
    // Nobody reads it there.
    assert_eq!(found("1.18.3", "values { encryption { ipsec { keyRotationDuration \"5\"; }; }; }"), NONE);
}

#[test]
fn one_cause_is_one_finding() {
    let native = |nodes: &str| found_in("1.20.2", "routing \"native\"", nodes);
    assert_eq!(native("values { ipv4NativeRoutingCIDR \"10.0.0.0/8\"; }"), ["managed-helm-value"]);
    assert_eq!(native("config { ipv4-native-routing-cidr \"10.0.0.0/8\"; }"), ["config-key-managed"]);
    assert_eq!(native("values { nativeRoutingCIDRFromClusterPool #true; }"), ["managed-helm-value"]);
    let slices = "values { ciliumEndpointSlice { enabled #true; }; disableEndpointCRD #true; }";
    assert_eq!(found("1.17.8", slices), ["incompatible-identity-mode"]);
    assert_eq!(found("1.15.19", "values { disableEndpointCRD \"true\"; }"), ["incompatible-identity-mode"]);
    let own = |number: usize| {
        let nodes = "ipam \"delegated-plugin\"; config { local-router-ipv4 \"169.254.23.0\"; }";
        format!("{nodes}; node-cidr \"10.{number}.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}")
    };
    assert_eq!(mesh("1.18.3").without_pool().clusters([own(1), own(2)]).codes(), AGENT);
}

/// Where the chart writes a key for something else, no value helps.
#[test]
fn routes_to_endpoints_that_are_on_need_no_value() {
    let own = |number: usize| {
        let nodes = "ipam \"azure\"; config { enable-endpoint-routes #true; }";
        format!("{nodes}; node-cidr \"10.{number}.0.0/16\"; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}")
    };
    let outcome =
        mesh("1.18.3").without_pool().says("routing \"native\" cidr=\"10.0.0.0/14\"").clusters([own(1), own(2)]);
    let outcome = outcome.compile();
    assert_eq!(codes(&outcome), ["config-key-managed"]);
    let help = outcome.diagnostics.0[0].help.clone().unwrap();
    assert_eq!(help, "remove it: the chart turns it on with `azure.enabled`");
}

#[test]
fn agents_serve_the_ports_of_their_range() {
    let at = |range: &str| {
        let own = |number: usize| {
            let values = format!("kube-proxy-replacement #true; values {{ nodePort {{ range \"{range}\"; }}; }}");
            let port = 32380 + number;
            format!(
                "{values}; apiserver \"NodePort\" port={port} {{ ip \"192.0.2.{number}\" \"198.51.100.{number}\"; }}"
            )
        };
        mesh("1.18.3").clusters([own(1), own(2)]).codes()
    };
    assert_eq!(at("30000,32767"), NONE);
    assert_eq!(at("30000,32000"), ["node-port-out-of-range"; 2]);
}

/// `filterLabels` in `pkg/labelsfilter`: the longest prefix counts, whatever its place.
#[test]
fn the_order_of_label_filters_does_not_count() {
    let labels = |first: &str, second: &str| {
        let own = |number: usize, labels: &str| {
            let at = format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}");
            format!("values {{ labels \"{labels}\"; }}; {at}")
        };
        mesh("1.18.3").clusters([own(1, first), own(2, second)]).codes()
    };
    assert_eq!(labels("k8s:app k8s:team", "k8s:team k8s:app"), NONE);
    assert_eq!(labels("k8s:app k8s:team", "k8s:team"), ["unequal-setting"]);
}

/// Beside a plugin of the cloud that hands out addresses of its network.
#[test]
fn a_chained_plugin_hands_out_addresses_of_the_cloud() {
    let chained = |nodes: &str, settings: &str| {
        let own = |number: usize| {
            let ranges = format!("pod-cidr \"10.{number}.0.0/16\"; service-cidr \"172.{}.0.0/16\"", 20 + number);
            format!("{nodes}; {ranges}; apiserver \"LoadBalancer\" {{ ip \"192.0.2.{number}\"; }}")
                .replace('N', &number.to_string())
        };
        mesh("1.18.3").without_pool().says(settings).clusters([own(1), own(2)]).codes()
    };
    let native = "routing \"native\" cidr=\"10.0.0.0/14\"";
    assert_eq!(chained("platform \"aks\"; chaining \"generic-veth\"", native), NONE);
    assert_eq!(chained("platform \"eks\"; chaining \"aws-cni\"; node-cidr \"10.N.0.0/16\"", native), NONE);
    assert_eq!(chained("platform \"aks\"", native), ["routing-unfit-for-platform"; 2]);
}

/// `validate.yaml` of every chart.
#[test]
fn images_of_hubble_ui_are_recent() {
    let tagged = |part: &str, tag: &str| {
        let image = format!("{part} {{ image {{ tag \"{tag}\"; }}; }}");
        found(
            "1.18.3",
            &format!("values {{ hubble {{ relay {{ enabled #true; }}; ui {{ enabled #true; {image}; }}; }}; }}"),
        )
    };
    for part in ["backend", "frontend"] {
        assert_eq!(tagged(part, "v0.8.5"), CHART, "{part}");
        assert_eq!(tagged(part, "v0.13.3"), NONE, "{part}");
    }
}
