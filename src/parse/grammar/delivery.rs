//! What may stand in `peering`, `flux` and `argocd`: who connects to whom, and what applies the output.

use super::build::{BOOLEAN, NAME, leaf, one, some};
use super::{Node, Times, Type};

/// Children of `peering`.
pub const PEERING: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf("group", &[one("name", Type::Name), some("cluster", Type::Name)], "every member connects to every other")
    },
    Node {
        times: Times::Any,
        ..leaf(
            "link",
            &[one("cluster", Type::Name), one("second cluster", Type::Name)],
            "two clusters that connect to each other",
        )
    },
];

/// Children of `flux`.
pub const FLUX: &[Node] = &[
    leaf("source", NAME, "the name of the source"),
    leaf("source-kind", NAME, "its kind; the default is GitRepository"),
    leaf("path", NAME, "the output directory in the source"),
    leaf("interval", NAME, "how often Flux reconciles"),
    leaf("namespace", &[one("name", Type::Namespace)], "the namespace; the default is flux-system"),
    Node { times: Times::Any, ..leaf("depends-on", NAME, "a Kustomization that must be ready first") },
    leaf("per-cluster", BOOLEAN, "whether each cluster has a folder of its own"),
];

/// Children of `argocd`.
pub const ARGOCD: &[Node] = &[
    leaf("repo-url", NAME, "the repository"),
    leaf("revision", NAME, "the revision"),
    leaf("path", NAME, "the output directory in the repository"),
    leaf("project", NAME, "the project"),
    leaf("namespace", &[one("name", Type::Namespace)], "the namespace; the default is argocd"),
    leaf("application-set", BOOLEAN, "whether one ApplicationSet serves all clusters"),
];
