//! Who trusts whom: the CAs of clusters, and who reads a trust bundle.

use crate::model::{Cluster, Mesh};
use crate::release::{self, Release};
use std::collections::BTreeMap;

/// Clusters by the name of their CA; without one it is the mesh's.
pub type Owners<'m> = BTreeMap<Option<&'m str>, Vec<&'m Cluster>>;

/// Whether a cluster has certificates that its peers must trust.
pub fn has_certificates(cluster: &Cluster) -> bool {
    cluster.modern().is_some() && cluster.apiserver.get().is_some() && !cluster.ca.is_broken()
}

/// Clusters by their CAs. Naming the mesh's own is the same as naming none.
pub fn owners<'m>(mesh: &Mesh, circle: &[&'m Cluster]) -> Owners<'m> {
    let mut owners = Owners::new();
    for cluster in circle {
        let own = cluster.ca.value().map(|ca| ca.value.as_str()).filter(|ca| *ca != mesh.certificates.ca());
        owners.entry(own).or_default().push(*cluster);
    }
    owners
}

/// Whether the KVStoreMesh of a cluster knows nothing of a trust bundle.
pub fn ignores_bundle(mesh: &Mesh, cluster: &Cluster) -> bool {
    let reads = cluster.release().zip(cluster.version.value());
    mesh.caches(cluster) && reads.is_some_and(|(release, version)| !release.bundle_reaches_kvstoremesh(version.value))
}

/// The first release whose KVStoreMesh reads a trust bundle.
pub fn first_with_bundle() -> String {
    let first = release::first_modern(|modern| modern.bundle_reaches_kvstoremesh_from.is_some());
    let patch = first.and_then(Release::modern).and_then(|modern| modern.bundle_reaches_kvstoremesh_from);
    format!("{}.{}", first.map(Release::name).unwrap_or_default(), patch.unwrap_or_default())
}
