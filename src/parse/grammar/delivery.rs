//! What is allowed in `flux` and `argocd`: what applies the output.

use super::build::{BOOLEAN, leaf, one, some};
use super::{Argument, Node, Times, Type};

/// Children of `flux`.
pub const FLUX: &[Node] = &[
    Node {
        times: Times::Once,
        ..leaf("source", &[one("name", Type::ObjectName)], "the Flux source with the output, such as flux-system")
    },
    leaf(
        "source-kind",
        &[one("kind", Type::Choice(&["Bucket", "ExternalArtifact", "GitRepository", "OCIRepository"]))],
        "its kind; the default is GitRepository",
    ),
    leaf("path", PATH, "the output directory in the source; the default is ./deploy"),
    leaf("interval", &[one("duration", Type::Duration)], "how often Flux reconciles; the default is 10m"),
    leaf("namespace", &[one("name", Type::Namespace)], "the namespace; the default is flux-system"),
    Node {
        times: Times::Any,
        ..leaf("depends-on", &[some("name", Type::ObjectName)], "Kustomizations that must be ready first")
    },
    leaf("per-cluster", BOOLEAN, "whether each cluster runs its own Flux; the default is one Flux for all"),
    leaf(
        "kubeconfig-secret",
        &[one("name", Type::ObjectNamePattern)],
        "the Secrets through which one Flux reaches the clusters; the default is {cluster}-kubeconfig",
    ),
    leaf(
        "release",
        &[one("name", Type::ObjectNamePattern)],
        "the names of the HelmReleases, for example of existing ones; the default is cilium-{cluster}",
    ),
    leaf(
        "values-only",
        BOOLEAN,
        "whether you write the HelmReleases yourself, with values from ConfigMaps named cilium-mesh-values",
    ),
];

/// Children of `argocd`.
pub const ARGOCD: &[Node] = &[
    Node {
        times: Times::Once,
        ..leaf("repo-url", &[one("URL", Type::Name)], "the address of the Git repository with the output")
    },
    leaf("revision", &[one("revision", Type::Name)], "the revision; the default is HEAD"),
    leaf("path", PATH, "the output directory in the repository; the default is deploy"),
    leaf("project", &[one("name", Type::ObjectName)], "the project; the default is default"),
    leaf("namespace", &[one("name", Type::Namespace)], "the namespace; the default is argocd"),
    leaf("application-set", BOOLEAN, "whether one ApplicationSet serves all clusters"),
    leaf(
        "application",
        &[one("name", Type::ObjectNamePattern)],
        "the names of the Applications, for example of existing ones; the default is cilium-{cluster}",
    ),
    leaf("per-cluster", BOOLEAN, "whether each cluster runs its own Argo CD; the default is one Argo CD for all"),
];

/// A folder in a repository.
const PATH: &[Argument] = &[one("path", Type::Folder)];
