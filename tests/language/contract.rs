//! What is written about the language is what the program does: the schema, and the names of the contract.

use crate::common::expect_file;
use meshc::parse::grammar::{Children, GRAMMAR, Node, Property};

#[test]
fn the_schema_is_generated_from_the_grammar() {
    let schema = meshc::fmt::layout(&meshc::parse::schema());
    expect_file("schema/mesh.schema.kdl", &schema);
    let document: kdl::KdlDocument = schema.parse().expect("the schema is KDL 2");
    let root = document.get("document").and_then(|root| root.children()).expect("the schema has a root");
    let names = root.nodes().iter().filter(|node| node.name().value() == "node");
    let names: Vec<_> = names.filter_map(|node| node.get(0)?.as_string()).collect();
    assert_eq!(names, GRAMMAR.iter().map(|node| node.name).collect::<Vec<_>>());
}

/// The nodes of the language, by the node in which they stand, with their properties. Nothing here may be
/// renamed.
const CONTRACT: &[(&str, &str)] = &[
    ("", "mesh defaults network cluster(id) peering flux argocd lint include"),
    ("mesh", "cilium namespace base(path,chart) routing(protocol,port,cidr,cidr6) encryption(node,secret)"),
    ("mesh", "max-connected-clusters address-pool(prefix) kvstoremesh domain"),
    ("mesh", "certificates(ca-secret,issuer,auth-mode) trust-bundle allow(reason) policy-default-local-cluster"),
    ("mesh", "endpoint-slice-sync mcs-api restart"),
    ("cluster", "cilium platform pod-cidr service-cidr node-cidr(network) max-nodes ca host-firewall"),
    ("cluster", "ipam(mask,mask6) chaining kube-proxy-replacement etcd apiserver(port) kops(spec) config values(path)"),
    ("cluster", "patch(kind,name) context allow(reason)"),
    (
        "defaults",
        "cilium platform pod-cidr service-cidr node-cidr(network) max-nodes etcd kops config values patch allow",
    ),
    ("etcd", "endpoint version tls(ca,cert,key) credentials(secret,store,store-kind,key)"),
    ("apiserver", "ip address annotation san"),
    ("kops", "etcd-version image security-group"),
    ("patch", "add remove replace test move(from) copy(from)"),
    ("peering", "group link"),
    ("flux", "source source-kind path interval namespace depends-on per-cluster kubeconfig-secret"),
    ("argocd", "repo-url revision path project namespace application-set"),
];

#[test]
fn the_grammar_holds_every_name_of_the_contract() {
    for (parent, names) in CONTRACT {
        let nodes = if parent.is_empty() { GRAMMAR } else { children(parent) };
        for name in names.split(' ') {
            let (name, properties) = name.split_once('(').unwrap_or((name, ""));
            let node = nodes.iter().find(|node| node.name == name);
            let node = node.unwrap_or_else(|| panic!("`{parent}` has no `{name}`"));
            let known = |property: &str| node.properties.iter().any(|row: &Property| row.name == property);
            for property in properties.trim_end_matches(')').split(',').filter(|property| !property.is_empty()) {
                assert!(known(property), "`{name}` has no `{property}=`");
            }
        }
    }
}

fn children(parent: &str) -> &'static [Node] {
    let mut open: Vec<&'static Node> = GRAMMAR.iter().collect();
    while let Some(node) = open.pop() {
        if let Children::Nodes(nodes) = node.children {
            if node.name == parent {
                return nodes;
            }
            open.extend(nodes);
        }
    }
    panic!("there is no node `{parent}` with children")
}

#[test]
fn every_row_of_the_grammar_says_what_it_is_for() {
    let mut open: Vec<&'static Node> = GRAMMAR.iter().collect();
    while let Some(node) = open.pop() {
        let properties = node.properties.iter().map(|property| property.about);
        for about in std::iter::once(node.about).chain(properties) {
            assert!(!about.is_empty() && !about.ends_with('.'), "{}: {about:?}", node.name);
        }
        if let Children::Nodes(nodes) = node.children {
            open.extend(nodes);
        }
    }
}
