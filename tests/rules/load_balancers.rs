//! What the page of `conflicting-load-balancer-address` cannot show: every kind of load balancer, and who may
//! ask.

use crate::common::mesh::{balanced, mesh};
use crate::common::rendered;
use meshc::Outcome;
use meshc::yaml::Value;

const CONFLICT: [&str; 1] = ["conflicting-load-balancer-address"];
const NONE: [&str; 0] = [];

/// A mesh whose second cluster is reached at 192.0.2.2, with that in its `apiserver` and beside it.
fn of(inside: &str, beside: &str) -> Outcome {
    let own = format!("apiserver \"LoadBalancer\" {{ ip \"192.0.2.2\"; {inside} }}; {beside}");
    mesh("1.18.3").clusters([balanced(1), own]).compile()
}

fn told(inside: &str, beside: &str) -> Vec<&'static str> {
    crate::common::codes(&of(inside, beside))
}

/// The Service in the values of the second cluster.
fn service(outcome: &Outcome) -> Value {
    let plan = outcome.plan().unwrap_or_else(|| panic!("{}", rendered(outcome)));
    let chart = plan.clusters[1].chart().unwrap();
    chart.values().pointer("/clustermesh/apiserver/service").unwrap().clone()
}

#[test]
fn each_load_balancer_is_asked_in_its_own_words() {
    for key in [
        "metallb.io/loadBalancerIPs",
        "metallb.universe.tf/loadBalancerIPs",
        "lbipam.cilium.io/ips",
        "io.cilium/lb-ipam-ips",
        "kube-vip.io/loadbalancerIPs",
        "service.beta.kubernetes.io/azure-load-balancer-ipv4",
        "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses",
        "purelb.io/addresses",
        "ako.vmware.com/load-balancer-ip",
        "loxilb.io/staticIP",
        "cis.f5.com/ip",
    ] {
        let asks = |value: &str| of(&format!("annotation \"{key}\" \"{value}\""), "");
        assert_eq!(crate::common::codes(&asks("192.0.2.9")), CONFLICT, "{key}");
        let same = asks("192.0.2.2");
        assert_eq!(crate::common::codes(&same), NONE, "{key}");
        assert_eq!(service(&same).get("loadBalancerIP"), None, "{key}");
        assert_eq!(service(&same)["annotations"][key], "192.0.2.2");
    }
    assert_eq!(service(&of("annotation \"example.com/pool\" \"x\"", ""))["loadBalancerIP"], "192.0.2.2");
}

#[test]
fn lists_json_and_names_are_read_as_what_they_are() {
    let asks = |key: &str, value: &str| told(&format!("annotation \"{key}\" \"{value}\""), "");
    assert_eq!(asks("lbipam.cilium.io/ips", "192.0.2.9, 192.0.2.2"), NONE);
    assert_eq!(asks("lbipam.cilium.io/ips", "2001:db8::9"), CONFLICT);
    assert_eq!(asks("projectcalico.org/loadBalancerIPs", "[\\\"192.0.2.9\\\"]"), CONFLICT);
    assert_eq!(asks("projectcalico.org/loadBalancerIPs", "[\\\"192.0.2.2\\\"]"), NONE);
    assert_eq!(asks("networking.gke.io/load-balancer-ip-addresses", "mesh-address"), NONE);
    assert_eq!(asks("kube-vip.io/loadbalancerIPs", "0.0.0.0"), NONE);
    assert_eq!(asks("lbipam.cilium.io/ips", "${MESH_ADDRESS}"), NONE);
    let both = "annotation \"service.beta.kubernetes.io/azure-load-balancer-ipv4\" \"192.0.2.9\"; \
                annotation \"service.beta.kubernetes.io/azure-load-balancer-ipv6\" \"2001:db8::2\"";
    let six = "apiserver \"LoadBalancer\" { ip \"2001:db8::2\"; ";
    assert_eq!(mesh("1.18.3").clusters([balanced(1), format!("{six} {both} }}")]).codes(), NONE);
}

#[test]
fn values_and_defaults_ask_as_well() {
    let values = |path: &str, value: &str| {
        let open = path.split('.').map(|part| format!("{part} {{ ")).collect::<String>();
        let close = "; }".repeat(path.split('.').count());
        format!("values {{ {open}\"metallb.io/loadBalancerIPs\" \"{value}\"{close} }}")
    };
    for path in ["clustermesh.apiserver.service.annotations", "clustermesh.annotations"] {
        assert_eq!(told("", &values(path, "192.0.2.9")), CONFLICT, "{path}");
        let same = of("", &values(path, "192.0.2.2"));
        assert_eq!(service(&same).get("loadBalancerIP"), None, "{path}: {}", rendered(&same));
    }
    let over = "annotation \"metallb.io/loadBalancerIPs\" \"192.0.2.9\"";
    assert_eq!(told(over, &values("clustermesh.apiserver.service.annotations", "192.0.2.2")), NONE);
    let defaults = "defaults { apiserver \"LoadBalancer\" { annotation \"lbipam.cilium.io/ips\" \"192.0.2.9\"; }; }";
    let outcome = mesh("1.18.3").clusters([balanced(1), balanced(2)]).beside(defaults).compile();
    assert_eq!(crate::common::codes(&outcome), CONFLICT);
    assert!(rendered(&outcome).contains("in each cluster"), "{}", rendered(&outcome));
}

#[test]
fn patches_ask_as_well() {
    let patch = |value: &str| {
        let add = format!("add \"/metadata/annotations/metallb.io~1loadBalancerIPs\" \"{value}\"");
        format!("patch kind=\"Service\" name=\"clustermesh-apiserver\" {{ {add}; }}")
    };
    assert_eq!(told("", &patch("192.0.2.9")), CONFLICT);
    let same = of("", &patch("192.0.2.2"));
    assert_eq!(crate::common::codes(&same), NONE);
    assert_eq!(service(&same).get("loadBalancerIP"), None, "MetalLB takes no Service with both");
    let annotation = "annotation \"metallb.io/loadBalancerIPs\" \"192.0.2.9\"";
    let removed = patch("").replace("add", "remove").replace(" \"\"", "");
    assert_eq!(told(annotation, &removed), NONE, "the patch removes it");
}

#[test]
fn metallb_takes_no_address_from_two_places() {
    let address = "values { clustermesh { apiserver { service { loadBalancerIP \"192.0.2.2\"; }; }; }; }";
    let annotation = "annotation \"metallb.io/loadBalancerIPs\" \"192.0.2.2\"";
    assert_eq!(told(annotation, address), CONFLICT);
}

#[test]
fn peers_on_the_chart_have_one_alias_for_an_address() {
    let node = |port: u16, nodes: &str| format!("apiserver \"NodePort\" port={port} {{ {nodes} }}");
    let shared = "ip \"192.0.2.20\" \"192.0.2.21\"";
    for release in ["1.14.19", "1.18.3", "1.20.2"] {
        let of = |second: &str| {
            let clusters = [balanced(1), node(32380, shared), node(32381, second)];
            mesh(release).clusters(clusters).codes()
        };
        assert_eq!(of(shared), ["duplicate-endpoint"], "{release}");
        assert_eq!(of("address \"mesh.example.com\""), NONE, "{release}");
    }
    let apart = mesh("1.18.3").clusters([node(32380, shared), node(32381, shared)]);
    assert_eq!(apart.codes(), NONE, "nobody has both as peers");
    let off = "values { clustermesh { disableKubernetesHostAliases #true; }; }";
    let three = |release: &str| {
        let clusters = [balanced(1), node(32380, shared), node(32381, shared)].map(|own| format!("{own}; {off}"));
        mesh(release).clusters(clusters).codes()
    };
    assert_eq!(three("1.20.2"), NONE);
    assert!(three("1.18.3").contains(&"duplicate-endpoint"), "it knows no such value");
}
