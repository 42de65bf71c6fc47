//! What the page of `pending-endpoint` cannot show: every type of Service, several clusters, and what the
//! other rules find of a cluster whose address is not known yet.

use crate::common::mesh::{Mesh, balanced, etcd, mesh};
use crate::common::{codes, rendered};
use meshc::Outcome;

const NONE: [&str; 0] = [];
const LATER: &str = "apiserver \"LoadBalancer\" { pending #true; }";

fn with(own: &str) -> Mesh {
    mesh("1.18.6").clusters([balanced(1), own.to_string(), balanced(3)])
}

fn helps(outcome: &Outcome) -> Vec<&str> {
    outcome.diagnostics.0.iter().filter_map(|finding| finding.help.as_deref()).collect()
}

#[test]
fn each_type_is_known_in_its_own_way() {
    for (kind, known_by) in [
        ("LoadBalancer", "get service clustermesh-apiserver"),
        ("NodePort", "get nodes"),
        ("ClusterIP", "get service clustermesh-apiserver"),
    ] {
        let outcome = with(&format!("apiserver \"{kind}\" {{ pending #true; }}")).compile();
        assert_eq!(codes(&outcome), ["pending-endpoint"], "{}", rendered(&outcome));
        assert!(helps(&outcome)[0].contains(known_by), "{kind}: {}", helps(&outcome)[0]);
    }
    let own = "service-cidr \"172.20.0.0/16\"; apiserver \"ClusterIP\" { pending #true; }";
    assert!(helps(&with(own).compile())[0].contains("`ip \"172.20.0.50\"`"));
}

#[test]
fn clusters_that_are_pending_by_defaults_are_one_finding() {
    let defaults = "defaults { apiserver \"LoadBalancer\" { pending #true; }; }";
    let all = mesh("1.18.6").beside(defaults).clusters(["", "", ""]).compile();
    assert_eq!(codes(&all), ["pending-endpoint"]);
    let many = mesh("1.18.6").many(5, |number| if number == 1 { balanced(1) } else { LATER.to_string() }).compile();
    assert_eq!(codes(&many), ["pending-endpoint"], "{}", rendered(&many));
}

#[test]
fn nobody_waits_for_what_nobody_reads() {
    assert_eq!(mesh("1.18.6").clusters([LATER]).codes(), NONE, "it has no peers");
    let apart = with(LATER).beside("peering { link \"a\" \"c\"; }");
    assert_eq!(apart.codes(), ["isolated-cluster"]);
    let kvstore = format!("{}; {LATER}", etcd("b"));
    assert!(!mesh("1.18.6").clusters([balanced(1), kvstore]).codes().contains(&"pending-endpoint"));
}

#[test]
fn other_rules_find_what_they_would() {
    // Names that peers will use are not known either.
    let provided = "certificates \"provided\"";
    let known = "apiserver \"LoadBalancer\" { ip \"192.0.2.1\"; san \"*.mesh.cilium.io\" \"clustermesh-apiserver.kube-system.svc\"; }";
    let later = "apiserver \"LoadBalancer\" { pending #true; san \"clustermesh-apiserver.kube-system.svc\"; }";
    assert_eq!(mesh("1.18.6").says(provided).clusters([known, later]).codes(), ["pending-endpoint"]);
    assert_eq!(
        mesh("1.18.6").says(provided).clusters([known, LATER]).codes(),
        ["certificate-missing-san", "pending-endpoint"]
    );
    let shared = "kube-proxy-replacement #true; apiserver \"NodePort\" { pending #true; }";
    let nodes = "kube-proxy-replacement #true; apiserver \"NodePort\" { ip \"192.0.2.1\" \"192.0.2.2\"; }";
    let codes = mesh("1.18.1").clusters([nodes, shared]).codes();
    assert_eq!(codes, ["shared-node-port", "pending-endpoint"], "the port is known");
    let two = mesh("1.18.6").clusters([LATER, LATER, &balanced(3)]);
    assert_eq!(two.codes(), ["pending-endpoint"; 2], "none has the other's address");
}
