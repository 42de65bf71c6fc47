//! What is allowed in `cluster` and in `defaults`.

use super::build::{ALLOW, BASE, BOOLEAN, CIDRS, CILIUM, NAME, PORT, any, leaf, one, or_argument, property, required};
use super::patch::PATCH;
use super::reach::{APISERVER, ETCD, KOPS};
use super::{Argument, Children, Count, Node, Times, Type};

/// Children of `cluster` and of `defaults`.
pub const CLUSTER: &[Node] = &[
    leaf("cilium", CILIUM, "the Cilium release that this cluster runs instead of the mesh's"),
    BASE,
    leaf("platform", &[one("name", Type::Platform)], "what the cluster runs on"),
    Node { times: Times::Any, ..leaf("pod-cidr", CIDRS, "where pods get their addresses") },
    Node { times: Times::Any, ..leaf("service-cidr", CIDRS, "where Services get their addresses") },
    Node {
        times: Times::Any,
        properties: &[or_argument("network", Type::Name, "the network that the nodes are in")],
        ..leaf("node-cidr", &[any("range", Type::Cidr)], "where nodes get their addresses")
    },
    leaf("max-nodes", &[one("number", Type::Integer(1, 1_000_000))], "how many nodes the pod CIDR must have room for"),
    leaf("ca", NAME, "the CA that signs this cluster's certificates, if it is not the mesh's"),
    leaf("host-firewall", BOOLEAN, "whether the host firewall is on"),
    Node {
        properties: &[
            property("mask", Type::Integer(1, 32), "the prefix length of a node's pod range"),
            property("mask6", Type::Integer(1, 128), "the same for IPv6"),
        ],
        ..leaf("ipam", &[one("mode", Type::Choice(IPAM))], "what assigns pod addresses")
    },
    leaf("chaining", &[one("plugin", Type::Name)], "the CNI plugin that Cilium is chained to"),
    leaf("kube-proxy-replacement", BOOLEAN, "whether Cilium replaces kube-proxy"),
    Node { children: Children::Nodes(ETCD), ..leaf("etcd", &[], "peers read this cluster's state from an etcd") },
    Node {
        properties: &[property("port", PORT, "the port that peers connect to")],
        children: Children::Nodes(APISERVER),
        ..leaf(
            "apiserver",
            &[Argument {
                name: "type",
                kind: Type::Choice(&["LoadBalancer", "NodePort", "ClusterIP"]),
                count: Count::Maybe,
            }],
            "peers read this cluster's state from clustermesh-apiserver; its type may be in `defaults`",
        )
    },
    Node {
        properties: &[property("spec", Type::Name, "your Cluster and InstanceGroup manifests")],
        children: Children::Nodes(KOPS),
        ..leaf("kops", &[one("DNS name", Type::Name)], "the cluster is created by kops")
    },
    Node { children: Children::Settings, ..leaf("config", &[], "keys of the ConfigMap cilium-config") },
    Node {
        times: Times::OnceWithout("path"),
        properties: &[property(
            "path",
            Type::Name,
            "a YAML file of Helm values; `{cluster}` in the path is the name of the cluster",
        )],
        children: Children::Data,
        ..leaf("values", &[], "Helm values, merged over the generated ones")
    },
    Node {
        times: Times::Any,
        properties: &[
            required("kind", Type::Name, "the kind of the object"),
            required("name", Type::Name, "the name of the object"),
        ],
        children: Children::Nodes(PATCH),
        ..leaf("patch", &[], "a JSON patch (RFC 6902) of one object")
    },
    leaf("context", NAME, "the kubeconfig context of the cluster"),
    ALLOW,
];

const IPAM: &[&str] = &["cluster-pool", "kubernetes", "eni", "azure", "alibabacloud", "multi-pool", "delegated-plugin"];
