//! What a mesh comes to: what is stated, or else what Cilium's charts and its releases do by themselves.

use super::{Cluster, Mesh, Restart};
use crate::release::{self, AuthMode, DEFAULT_DOMAIN, Modern};
use crate::source::Said;

/// Where Cilium's charts and its own manifests are installed by all documents of it.
const NAMESPACE: &str = "kube-system";

impl Mesh {
    /// The namespace in which Cilium lives.
    pub fn namespace(&self) -> &str {
        self.namespace.get().map_or(NAMESPACE, String::as_str)
    }

    /// Whether changes restart agents by themselves.
    pub fn restart(&self) -> Restart {
        self.restart.get().copied().unwrap_or_default()
    }

    /// The domain of the clusters' host names (`clustermesh.config.domain` of the charts).
    pub fn domain(&self) -> &str {
        self.domain.get().map_or(DEFAULT_DOMAIN, String::as_str)
    }

    /// How many clusters the mesh can have (`clustermesh.maxConnectedClusters` of the charts). A number
    /// between two sizes, which a rule refuses, counts as the next one that there is.
    pub fn size(&self) -> u16 {
        let stated = match &self.max_connected_clusters {
            Said::Nothing => 0,
            // As large as any: then nothing is too much for it.
            Said::Broken(_) => u16::MAX,
            Said::Value(size) => size.value,
        };
        let sizes = release::mesh_sizes();
        sizes.iter().find(|size| **size >= stated).or(sizes.last()).copied().unwrap_or_default()
    }

    /// Whether policies select the local cluster only in a cluster of that release, which may have no such
    /// setting: what is set, or else what all releases of the mesh agree in. Until the last cluster is
    /// upgraded, policies keep their meaning.
    pub fn policy_default_local_cluster(&self, modern: &Modern) -> Option<bool> {
        let own = modern.policy_default_local_cluster?;
        let of_release = |cluster: &Cluster| cluster.modern()?.policy_default_local_cluster;
        let all = || self.clusters.iter().all(|cluster| of_release(cluster).unwrap_or(false));
        Some(self.policy_default_local_cluster.get().copied().unwrap_or_else(|| own && all()))
    }

    /// Whether a cluster of that release caches its peers' state.
    pub fn kvstoremesh(&self, modern: &Modern) -> bool {
        self.kvstoremesh.get().copied().unwrap_or(modern.kvstoremesh)
    }

    /// Which client certificates peers of a cluster of that release use.
    pub fn auth_mode(&self, modern: &Modern) -> AuthMode {
        self.certificates.auth_mode.get().copied().unwrap_or(modern.auth_mode)
    }
}
