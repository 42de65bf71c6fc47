//! What is allowed in `etcd`, `apiserver` and `kops`: how a cluster's state is reached.

use super::build::{BOOLEAN, leaf, one, property, some};
use super::{HostKind, Node, Times, Type, credentials};

/// Children of `etcd`.
pub const ETCD: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf("endpoint", &[some("URL", Type::Endpoint)], "its client endpoints, all with the same scheme")
    },
    leaf("version", &[one("version", Type::Version)], "its version"),
    Node {
        properties: &[
            property("ca", Type::DataKey, "the key of the Secret with the CA of the servers"),
            property("cert", Type::DataKey, "the key of the Secret with the client certificate"),
            property("key", Type::DataKey, "the key of the Secret with its private key"),
        ],
        ..leaf("tls", &[], "the key material that clients need")
    },
    credentials::OF_ETCD,
];

/// Children of `apiserver`.
pub const APISERVER: &[Node] = &[
    Node { times: Times::Any, ..leaf("ip", &[some("address", Type::Address)], "its addresses") },
    leaf("address", &[one("DNS name", Type::Host(HostKind::Address))], "its DNS name"),
    leaf("pending", BOOLEAN, "its address is not known yet: peers do not connect to it until it is"),
    Node {
        times: Times::Any,
        ..leaf(
            "annotation",
            &[one("key", Type::AnnotationKey), one("value", Type::Text)],
            "an annotation of the Service",
        )
    },
    Node {
        times: Times::Any,
        ..leaf(
            "san",
            &[some("name", Type::Host(HostKind::Certificate))],
            "more names for its certificate; all of its names if it is provided",
        )
    },
];

/// Children of `kops`.
pub const KOPS: &[Node] = &[
    leaf("etcd-version", &[one("version", Type::Version)], "the version of both etcd clusters"),
    leaf(
        "image",
        &[one("image", Type::Name)],
        "the image for instance groups whose own is too old for Cilium; the default is kops' first one with Debian 9",
    ),
    Node {
        times: Times::Any,
        ..leaf("security-group", &[some("id", Type::Name)], "a security group that every instance joins")
    },
];
