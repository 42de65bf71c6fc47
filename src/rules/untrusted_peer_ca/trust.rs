//! Who trusts whom: the CAs of clusters, and who reads a trust bundle.

use crate::model::{Cluster, Mesh};
use crate::release::{self, Release};
use crate::source::Span;
use std::collections::BTreeMap;

/// A CA of a cluster: the mesh's, one of another name, or one that the user's values bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ca<'m> {
    /// The mesh's own.
    Common,
    /// The one of that name.
    Named(&'m str),
    /// The one with that certificate.
    Brought(&'m str),
}

/// Clusters by their CAs.
pub type Owners<'m> = BTreeMap<Ca<'m>, Vec<&'m Cluster>>;

/// Whether a cluster has certificates that its peers must trust.
pub fn has_certificates(cluster: &Cluster) -> bool {
    cluster.modern().is_some() && cluster.apiserver.get().is_some() && !cluster.ca.is_broken()
}

/// Clusters by their CAs. Naming the mesh's own is the same as naming none.
pub fn owners<'m>(mesh: &Mesh, circle: &[&'m Cluster]) -> Owners<'m> {
    let mut owners = Owners::new();
    for cluster in circle {
        let named = cluster.ca.get().map(String::as_str).filter(|ca| *ca != mesh.certificates.ca());
        let own = brought(cluster).map(Ca::Brought).or(named.map(Ca::Named)).unwrap_or(Ca::Common);
        owners.entry(own).or_default().push(*cluster);
    }
    owners
}

/// The certificate of the CA that the user's values bring. With its key the chart makes the Secret
/// `cilium-ca` of it, over the one that the cluster has been given (`templates/cilium-ca-secret.yaml`, 1.14
/// to 1.20).
fn brought(cluster: &Cluster) -> Option<&str> {
    let certificate = cluster.values.get("tls.ca.cert")?.as_str()?;
    Some(certificate).filter(|text| !text.is_empty() && cluster.is_on_chart())
}

/// Where it is written which CA a cluster has.
pub fn place(cluster: &Cluster) -> Option<Span> {
    match brought(cluster) {
        Some(_) => cluster.values.place("tls.ca.cert"),
        None => cluster.ca.value().map(|ca| ca.span),
    }
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
