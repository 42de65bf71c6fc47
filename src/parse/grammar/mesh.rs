//! What is allowed in `mesh`.

use super::build::{ALLOW, BASE, BOOLEAN, CILIUM, PORT, leaf, one, property, required, required_with, with};
use super::{Children, HostKind, Node, Times, Type, credentials};

/// Children of `mesh`.
pub const MESH: &[Node] = &[
    leaf("cilium", CILIUM, "the Cilium release that every cluster runs"),
    leaf("namespace", &[one("name", Type::Namespace)], "where Cilium is installed; the default is kube-system"),
    BASE,
    Node {
        properties: &[
            property(
                "protocol",
                Type::Choice(&["vxlan", "geneve"]),
                "the encapsulation of a tunnel; with native routing, of DSR",
            ),
            with("tunnel", "port", PORT, "the UDP port of the tunnel"),
            property("cidr", Type::Cidr, "the range in which pods keep their addresses"),
            property("cidr6", Type::Cidr, "the IPv6 range in which pods keep their addresses"),
        ],
        ..leaf("routing", &[one("mode", Type::Choice(&["tunnel", "native"]))], "how pods reach pods on other nodes")
    },
    Node {
        properties: &[
            with("wireguard", "node", Type::Boolean, "encrypts node traffic too"),
            with("ipsec", "secret", Type::ObjectName, "the Secret with the IPsec keys"),
        ],
        children: Children::Nodes(credentials::OF_ENCRYPTION),
        ..leaf("encryption", &[one("kind", Type::Choice(&["none", "wireguard", "ipsec"]))], "encryption between nodes")
    },
    leaf(
        "max-connected-clusters",
        &[one("number", Type::Integer(1, 511))],
        "how many clusters the mesh can have: 255 or 511",
    ),
    Node {
        times: Times::Any,
        properties: &[required("prefix", Type::Integer(0, 128), "the prefix length of a block")],
        ..leaf(
            "address-pool",
            &[one("pool", Type::Cidr)],
            "the cluster with id N owns its N-th block: of 10.0.0.0/8 in blocks of /16, id 1 has 10.0.0.0/16",
        )
    },
    leaf("kvstoremesh", BOOLEAN, "whether clusters cache their peers' state"),
    leaf("domain", &[one("DNS name", Type::Host(HostKind::Domain))], "the domain of the clusters' host names"),
    Node {
        properties: &[
            property("ca-secret", Type::ObjectName, "the CA that every cluster has been given"),
            required_with(
                "cert-manager",
                "issuer",
                Type::Name,
                "the issuer of cert-manager, its name or `Issuer/name`",
            ),
            property(
                "auth-mode",
                Type::Choice(&["legacy", "migration", "cluster"]),
                "which client certificates peers use",
            ),
        ],
        children: Children::Nodes(credentials::OF_CERTIFICATES),
        ..leaf(
            "certificates",
            &[one("method", Type::Choice(&["helm", "cron-job", "cert-manager", "provided"]))],
            "how clustermesh-apiserver certificates are made",
        )
    },
    leaf("trust-bundle", &[one("ConfigMap", Type::ObjectName)], "a ConfigMap with every cluster's CA"),
    ALLOW,
    leaf("policy-default-local-cluster", BOOLEAN, "whether policies that name no cluster select the local one only"),
    leaf("endpoint-slice-sync", BOOLEAN, "whether EndpointSlices of global services are synchronised"),
    leaf("mcs-api", BOOLEAN, "whether the Multi-Cluster Services API is on"),
    leaf(
        "peers",
        &[one("place", Type::Choice(&["inline", "shared"]))],
        "whether the Helm values of each cluster hold its peers, or one file holds those of all",
    ),
    leaf(
        "restart",
        &[one("mode", Type::Choice(&["rolling", "manual"]))],
        "whether a change that agents read only at start restarts them",
    ),
];
