//! GRAMMAR: every node and property of mesh.kdl, where it stands, what it takes, and one line about it.
//!
//! `validate` holds a document against this table and `schema` prints it; neither knows a node by name.

use crate::model::PLATFORMS;

/// A node.
#[derive(Debug)]
pub struct Node {
    /// Its name.
    pub name: &'static str,
    /// What it says of the mesh, in one line.
    pub about: &'static str,
    /// How often it may stand.
    pub times: Times,
    /// Its arguments, in order.
    pub arguments: &'static [Argument],
    /// Its properties.
    pub properties: &'static [Property],
    /// What stands in its braces.
    pub children: Children,
    /// Whether this release of meshc does what it says.
    pub support: Support,
}

/// How often a node may stand in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    Once,
    /// Once or more.
    Some,
    /// Once or not at all.
    Maybe,
    /// Any number.
    Any,
}

/// An argument.
#[derive(Debug)]
pub struct Argument {
    /// What it is called in messages.
    pub name: &'static str,
    /// What it must be.
    pub kind: Type,
    /// How many of it.
    pub count: Count,
}

/// How many arguments of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One.
    One,
    /// One or none.
    Maybe,
    /// One or more.
    Some,
    /// Any number.
    Any,
}

/// A property.
#[derive(Debug)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it must be.
    pub kind: Type,
    /// What it says, in one line.
    pub about: &'static str,
    /// Whether it may be left out.
    pub need: Need,
    /// Whether this release of meshc does what it says.
    pub support: Support,
}

/// Whether a property may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Required,
    /// It may.
    Optional,
    /// It may not, unless there are arguments.
    OrArgument,
    /// It goes with this first argument only, and may not be left out there.
    RequiredWith(&'static str),
    /// It goes with this first argument only.
    With(&'static str),
}

/// Whether this release of meshc does what a node or a property says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It does.
    Now,
    /// A later one will; until then it is refused by name.
    Later,
}

/// What stands in a node's braces.
#[derive(Debug, Clone, Copy)]
pub enum Children {
    /// Nothing; the braces are refused.
    None,
    /// These nodes.
    Nodes(&'static [Node]),
    /// Keys of a ConfigMap, each with one scalar.
    Settings,
    /// Names of rules, each with a level.
    Levels,
    /// Data of any shape, the way JSON-in-KDL writes it.
    Data,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Type {
    /// Any text.
    Text,
    /// Text that is not empty.
    Name,
    /// A name that Kubernetes takes for an object or a namespace.
    ObjectName,
    /// A key of a Secret or a ConfigMap.
    DataKey,
    /// An integer within bounds.
    Integer(i128, i128),
    /// Any integer: a rule holds the bounds.
    AnyInteger,
    /// `#true` or `#false`.
    Boolean,
    /// One of these words; those of the second list are known but not yet supported.
    Choice(&'static [&'static str], &'static [&'static str]),
    /// The name of a platform.
    Platform,
    /// The name of a rule.
    Rule,
    /// A range of addresses, such as `10.0.0.0/16`.
    Cidr,
    /// An IP address.
    Address,
    /// A version, such as `1.2.5`.
    Version,
    /// An etcd client endpoint.
    Endpoint,
    /// Text, a number or a boolean.
    Scalar,
    /// Any value.
    Data,
}

impl Type {
    /// The words that may stand here, when they can be listed.
    pub fn choices(self) -> Option<Vec<&'static str>> {
        match self {
            Type::Choice(now, later) => Some(now.iter().chain(later).copied().collect()),
            Type::Platform => Some(PLATFORMS.iter().map(|platform| platform.name).collect()),
            _ => None,
        }
    }
}

const fn one(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::One }
}

const fn some(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Some }
}

const fn any(name: &'static str, kind: Type) -> Argument {
    Argument { name, kind, count: Count::Any }
}

const fn property(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Optional, support: Support::Now }
}

const fn required(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Required, support: Support::Now }
}

const fn or_argument(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::OrArgument, ..property(name, kind, about) }
}

const fn with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::With(word), ..property(name, kind, about) }
}

const fn required_with(word: &'static str, name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { need: Need::RequiredWith(word), ..property(name, kind, about) }
}

const fn later_property(name: &'static str, kind: Type, about: &'static str) -> Property {
    Property { name, kind, about, need: Need::Optional, support: Support::Later }
}

/// A node that stands at most once, with one argument and nothing else.
const fn leaf(name: &'static str, arguments: &'static [Argument], about: &'static str) -> Node {
    Node {
        name,
        about,
        times: Times::Maybe,
        arguments,
        properties: &[],
        children: Children::None,
        support: Support::Now,
    }
}

/// A leaf that a later release of meshc will understand.
const fn later(name: &'static str, arguments: &'static [Argument], about: &'static str) -> Node {
    Node { support: Support::Later, ..leaf(name, arguments, about) }
}

const PORT: Type = Type::Integer(1, 65_535);
const BOOLEAN: &[Argument] = &[one("value", Type::Boolean)];
const NAME: &[Argument] = &[one("name", Type::Name)];
const CILIUM: &[Argument] = &[one("release", Type::Version)];
const CIDRS: &[Argument] = &[some("range", Type::Cidr)];

const ALLOW: Node = Node {
    name: "allow",
    about: "silences one rule, and says why",
    times: Times::Any,
    arguments: &[one("rule", Type::Rule)],
    properties: &[required("reason", Type::Name, "why it is right here")],
    children: Children::None,
    support: Support::Now,
};

/// What may stand at the top of mesh.kdl and of the files that it includes.
pub static GRAMMAR: &[Node] = &[
    Node {
        name: "mesh",
        about: "what is equal on every cluster",
        times: Times::Once,
        arguments: NAME,
        properties: &[],
        children: Children::Nodes(MESH),
        support: Support::Now,
    },
    Node {
        name: "defaults",
        about: "what a cluster is unless it says otherwise, node by node",
        times: Times::Maybe,
        arguments: &[],
        properties: &[],
        children: Children::Nodes(CLUSTER),
        support: Support::Now,
    },
    Node {
        name: "network",
        about: "addresses that exist outside pods and Services: a VPC, an office, another site",
        times: Times::Any,
        arguments: &[one("name", Type::Name), some("range", Type::Cidr)],
        properties: &[],
        children: Children::None,
        support: Support::Now,
    },
    Node {
        name: "cluster",
        about: "one cluster of the mesh",
        times: Times::Some,
        arguments: NAME,
        properties: &[property("id", Type::AnyInteger, "its id in Cilium, unique in the mesh")],
        children: Children::Nodes(CLUSTER),
        support: Support::Now,
    },
    Node {
        children: Children::Nodes(PEERING),
        ..later("peering", &[], "who connects to whom; without it every cluster connects to every other")
    },
    Node {
        children: Children::Nodes(FLUX),
        ..later("flux", &[], "also writes the objects that make Flux apply the output")
    },
    Node {
        children: Children::Nodes(ARGOCD),
        ..later("argocd", &[], "also writes the objects that make Argo CD apply the output")
    },
    Node { children: Children::Levels, ..leaf("lint", &[], "levels of rules") },
    Node {
        times: Times::Any,
        ..leaf("include", &[one("path or glob", Type::Name)], "the named files' top-level nodes, as if they stood here")
    },
];

const MESH: &[Node] = &[
    leaf("cilium", CILIUM, "the Cilium release that every cluster runs"),
    leaf("namespace", &[one("name", Type::ObjectName)], "where Cilium lives; the default is kube-system"),
    Node {
        properties: &[
            or_argument("path", Type::Name, "a directory of plain manifests; {cluster} stands for the cluster's name"),
            later_property("chart", Type::Name, "the repository of the official Helm chart"),
        ],
        ..leaf(
            "base",
            &[Argument { name: "kind", kind: Type::Choice(&["builtin"], &[]), count: Count::Maybe }],
            "where the manifests come from",
        )
    },
    Node {
        properties: &[
            with("tunnel", "protocol", Type::Choice(&["vxlan", "geneve"], &[]), "the encapsulation of a tunnel"),
            later_property("port", PORT, "the UDP port of the tunnel"),
            later_property("cidr", Type::Cidr, "the range that is routed natively"),
            later_property("cidr6", Type::Cidr, "the IPv6 range that is routed natively"),
        ],
        ..leaf(
            "routing",
            &[one("mode", Type::Choice(&["tunnel", "native"], &[]))],
            "how pods reach pods on other nodes",
        )
    },
    Node {
        properties: &[
            later_property("node", Type::Boolean, "encrypts node traffic too"),
            later_property("secret", Type::ObjectName, "the Secret with the IPsec keys"),
        ],
        ..later(
            "encryption",
            &[one("kind", Type::Choice(&["none", "wireguard", "ipsec"], &[]))],
            "encryption between nodes",
        )
    },
    later(
        "max-connected-clusters",
        &[one("number", Type::Integer(1, 511))],
        "how many clusters the mesh can hold: 255 or 511",
    ),
    Node {
        times: Times::Any,
        properties: &[required("prefix", Type::Integer(0, 128), "the prefix length of a block")],
        ..leaf("address-pool", &[one("pool", Type::Cidr)], "the cluster with id N owns its N-th block")
    },
    later("kvstoremesh", BOOLEAN, "whether clusters cache their peers' state"),
    later("domain", NAME, "the domain of the clusters' host names"),
    Node {
        properties: &[
            later_property("ca-secret", Type::ObjectName, "the CA that every cluster has been given"),
            later_property("issuer", Type::Name, "the issuer of cert-manager"),
            later_property(
                "auth-mode",
                Type::Choice(&["legacy", "migration", "cluster"], &[]),
                "which client certificates peers use",
            ),
        ],
        ..later(
            "certificates",
            &[one("method", Type::Choice(&["helm", "cron-job", "cert-manager", "provided"], &[]))],
            "how clustermesh-apiserver certificates are made",
        )
    },
    later("trust-bundle", &[one("ConfigMap", Type::ObjectName)], "a ConfigMap that holds every cluster's CA"),
    ALLOW,
    later(
        "policy-default-local-cluster",
        BOOLEAN,
        "whether policies select the local cluster unless they say otherwise",
    ),
    later("endpoint-slice-sync", BOOLEAN, "whether EndpointSlices of global services are synchronised"),
    later("mcs-api", BOOLEAN, "whether the Multi-Cluster Services API is on"),
    leaf(
        "restart",
        &[one("mode", Type::Choice(&["rolling", "manual"], &[]))],
        "whether a change that agents read only at start restarts them",
    ),
];

const CLUSTER: &[Node] = &[
    leaf("cilium", CILIUM, "the Cilium release that this cluster runs instead of the mesh's"),
    leaf("platform", &[one("name", Type::Platform)], "what the cluster runs on"),
    Node { times: Times::Any, ..leaf("pod-cidr", CIDRS, "where pods get their addresses") },
    Node { times: Times::Any, ..leaf("service-cidr", CIDRS, "where Services get their addresses") },
    Node {
        times: Times::Any,
        properties: &[or_argument("network", Type::Name, "the network that the nodes are in")],
        ..leaf("node-cidr", &[any("range", Type::Cidr)], "where nodes get their addresses")
    },
    leaf("max-nodes", &[one("number", Type::Integer(1, 1_000_000))], "how many nodes the pod CIDR must carry"),
    later("ca", NAME, "the CA that signs this cluster, when it is not the mesh's"),
    later("host-firewall", BOOLEAN, "whether the host firewall is on"),
    Node {
        properties: &[
            later_property("mask", Type::Integer(1, 32), "the prefix length of a node's pod range"),
            later_property("mask6", Type::Integer(1, 128), "the same for IPv6"),
        ],
        ..later("ipam", &[one("mode", Type::Choice(IPAM, &[]))], "who hands out pod addresses")
    },
    later("chaining", &[one("plugin", Type::Name)], "the CNI plugin that Cilium is chained to"),
    later("kube-proxy-replacement", BOOLEAN, "whether Cilium replaces kube-proxy"),
    Node { children: Children::Nodes(ETCD), ..leaf("etcd", &[], "this cluster's state is reached through an etcd") },
    Node {
        properties: &[later_property("port", PORT, "the port that peers connect to")],
        children: Children::Nodes(APISERVER),
        ..later(
            "apiserver",
            &[one("type", Type::Choice(&["LoadBalancer", "NodePort", "ClusterIP"], &[]))],
            "this cluster's state is reached through clustermesh-apiserver",
        )
    },
    Node {
        properties: &[property("spec", Type::Name, "the user's own Cluster and InstanceGroup manifests")],
        children: Children::Nodes(KOPS),
        ..leaf("kops", &[one("DNS name", Type::Name)], "the cluster is made by kops")
    },
    Node { children: Children::Settings, ..leaf("config", &[], "keys of the ConfigMap cilium-config") },
    Node { children: Children::Data, ..later("values", &[], "Helm values that are merged over the generated ones") },
    Node {
        times: Times::Any,
        properties: &[
            required("kind", Type::Name, "the kind of the object"),
            required("name", Type::Name, "the name of the object"),
        ],
        children: Children::Nodes(PATCH),
        ..leaf("patch", &[], "a JSON patch (RFC 6902) of one object")
    },
    later("context", NAME, "the kubeconfig context"),
    ALLOW,
];

const IPAM: &[&str] = &["cluster-pool", "kubernetes", "eni", "azure", "alibabacloud", "multi-pool", "delegated-plugin"];

const ETCD: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf("endpoint", &[some("URL", Type::Endpoint)], "its client endpoints, all of one scheme")
    },
    leaf("version", &[one("version", Type::Version)], "its version"),
    Node {
        properties: &[
            property("ca", Type::DataKey, "the CA that signs the servers, a key inside the Secret"),
            property("cert", Type::DataKey, "the client certificate, a key inside the Secret"),
            property("key", Type::DataKey, "its private key, a key inside the Secret"),
        ],
        ..leaf("tls", &[], "the key material that clients need")
    },
    Node {
        properties: &[
            property("secret", Type::ObjectName, "the Secret that holds the key material"),
            required_with("external-secrets", "store", Type::ObjectName, "the store that External Secrets reads"),
            with(
                "external-secrets",
                "store-kind",
                Type::Choice(&["ClusterSecretStore", "SecretStore"], &[]),
                "what kind of store it is; the default is ClusterSecretStore",
            ),
            required_with("external-secrets", "key", Type::Name, "the entry in the store"),
        ],
        ..leaf(
            "credentials",
            &[one("how", Type::Choice(&["existing", "external-secrets"], &[]))],
            "how the key material comes into each cluster",
        )
    },
];

const APISERVER: &[Node] = &[
    Node { times: Times::Any, ..leaf("ip", &[some("address", Type::Address)], "its addresses") },
    leaf("address", &[one("DNS name", Type::Name)], "its DNS name"),
    Node {
        times: Times::Any,
        ..leaf("annotation", &[one("key", Type::Name), one("value", Type::Text)], "an annotation of the Service")
    },
    Node { times: Times::Any, ..leaf("san", &[some("name", Type::Name)], "names that provided certificates carry") },
];

const KOPS: &[Node] = &[
    leaf("etcd-version", &[one("version", Type::Version)], "the version of both etcd clusters"),
    leaf("image", &[one("image", Type::Name)], "the image for instance groups whose own is too old for Cilium"),
    Node {
        times: Times::Any,
        ..leaf("security-group", &[some("id", Type::Name)], "a security group that every instance joins")
    },
];

const OPERATION: &[Argument] = &[one("JSON pointer", Type::Text), any("value", Type::Data)];

const fn operation(name: &'static str, about: &'static str) -> Node {
    Node { times: Times::Any, children: Children::Data, ..leaf(name, OPERATION, about) }
}

const FROM: &[Property] = &[required("from", Type::Text, "the JSON pointer that it is taken from")];
const POINTER: &[Argument] = &[one("JSON pointer", Type::Text)];

const fn transfer(name: &'static str, about: &'static str) -> Node {
    Node { times: Times::Any, properties: FROM, ..leaf(name, POINTER, about) }
}

const PATCH: &[Node] = &[
    operation("add", "adds a value, or inserts it into a list"),
    operation("replace", "replaces the value that is there"),
    operation("test", "fails unless the value is the one that is there"),
    Node { times: Times::Any, ..leaf("remove", POINTER, "removes the value that is there") },
    transfer("move", "moves a value"),
    transfer("copy", "copies a value"),
];

const PEERING: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf("group", &[one("name", Type::Name), some("cluster", Type::Name)], "every member connects to every other")
    },
    Node {
        times: Times::Any,
        ..leaf("link", &[some("cluster", Type::Name)], "two clusters that connect to each other")
    },
];

const FLUX: &[Node] = &[
    leaf("source", NAME, "the name of the source"),
    leaf("source-kind", NAME, "its kind; the default is GitRepository"),
    leaf("path", NAME, "the output directory in the source"),
    leaf("interval", NAME, "how often Flux reconciles"),
    leaf("namespace", &[one("name", Type::ObjectName)], "the namespace; the default is flux-system"),
    Node { times: Times::Any, ..leaf("depends-on", NAME, "a Kustomization that must be ready first") },
    leaf("per-cluster", BOOLEAN, "whether each cluster has a folder of its own"),
];

const ARGOCD: &[Node] = &[
    leaf("repo-url", NAME, "the repository"),
    leaf("revision", NAME, "the revision"),
    leaf("path", NAME, "the output directory in the repository"),
    leaf("project", NAME, "the project"),
    leaf("namespace", &[one("name", Type::ObjectName)], "the namespace; the default is argocd"),
    leaf("application-set", BOOLEAN, "whether one ApplicationSet serves all clusters"),
];
