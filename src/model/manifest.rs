//! Manifests that the user gave: bases to build on, and kops specs to change.

use crate::address;
use crate::source::{FileId, Span};
use crate::yaml::Value;
use ipnet::IpNet;

/// A directory of plain manifests.
#[derive(Debug, Default)]
pub struct Base {
    /// The name of its folder in the output.
    pub name: String,
    /// What the user calls it: the release line of a builtin base, or the path.
    pub title: String,
    /// The place that asks for it.
    pub span: Span,
    /// Its files, sorted by path.
    pub files: Vec<BaseFile>,
}

/// One file of a base.
#[derive(Debug)]
pub struct BaseFile {
    /// Its path in the base.
    pub path: String,
    /// Its text, as it is.
    pub text: String,
    /// Where the text was read; builtin files have no place.
    pub file: Option<FileId>,
    /// Its objects; a document without one is null.
    pub objects: Vec<Value>,
}

impl Base {
    /// All its objects.
    pub fn objects(&self) -> impl Iterator<Item = &Value> {
        self.files.iter().flat_map(|file| &file.objects).filter(|object| !object.is_null())
    }
}

/// What tells one object of a cluster from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity<'a> {
    /// `apiVersion` without the version: empty for the core group.
    pub group: &'a str,
    /// `kind`.
    pub kind: &'a str,
    /// `metadata.namespace`; empty when there is none.
    pub namespace: &'a str,
    /// `metadata.name`.
    pub name: &'a str,
}

/// The identity of an object; `None` when it has no `kind` or no name.
pub fn identity(object: &Value) -> Option<Identity<'_>> {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str);
    Some(Identity {
        group: text("/apiVersion").and_then(|version| version.split_once('/')).map_or("", |(group, _)| group),
        kind: text("/kind").filter(|kind| !kind.is_empty())?,
        namespace: text("/metadata/namespace").unwrap_or(""),
        name: text("/metadata/name").filter(|name| !name.is_empty())?,
    })
}

/// The user's kops manifests of one cluster.
#[derive(Debug)]
pub struct KopsSpec {
    /// The file.
    pub file: FileId,
    /// The documents of this cluster, each with its number in the file.
    pub documents: Vec<(usize, Value)>,
}

impl KopsSpec {
    /// The `spec` of the Cluster, with the number of its document.
    pub fn cluster(&self) -> Option<(usize, &Value)> {
        let (number, document) = self.documents.iter().find(|(_, document)| kind(document) == "Cluster")?;
        Some((*number, document.get("spec")?))
    }

    /// The instance groups.
    pub fn instance_groups(&self) -> impl Iterator<Item = &Value> {
        self.documents.iter().map(|(_, document)| document).filter(|document| kind(document) == "InstanceGroup")
    }

    /// A field of the Cluster's network and its pointer in the document: directly in `spec` up to v1alpha2, in
    /// `spec.networking` from v1alpha3 on (kops `pkg/apis/kops/v1alpha3/cluster.go`).
    pub fn network_field(&self, name: &str) -> Option<&Value> {
        let (_, spec) = self.cluster()?;
        spec.get(name).or_else(|| spec.get("networking")?.get(name))
    }

    /// The ranges of the nodes' network, which kops keeps apart from `nonMasqueradeCIDR`.
    pub fn networks(&self) -> Vec<IpNet> {
        let more = self.network_field("additionalNetworkCIDRs").and_then(Value::as_array).into_iter().flatten();
        let all = self.network_field("networkCIDR").into_iter().chain(more);
        all.filter_map(|net| Some(address::parse(net.as_str()?)?.trunc())).collect()
    }

    /// The minor version of `spec.kubernetesVersion`, when it is stated.
    pub fn kubernetes_minor(&self) -> Option<u16> {
        let version = self.cluster()?.1.get("kubernetesVersion")?.as_str()?;
        version.strip_prefix('v').unwrap_or(version).split('.').nth(1)?.parse().ok()
    }

    /// Whether the kops release that reads it takes the pods' range from `podCIDR`: it does from 1.22 on, and is as new as the
    /// Kubernetes that it installs; before that the range stands in `kubeControllerManager.clusterCIDR` (kops 1.19 and 1.22
    /// `upup/pkg/fi/cloudup/populate_cluster_spec.go`).
    pub fn has_pod_cidr(&self) -> bool {
        self.api_version() == "v1alpha3" || self.kubernetes_minor().is_some_and(|minor| minor >= 22)
    }

    /// The version of the kops API in which the Cluster is written, such as `v1alpha2`.
    pub fn api_version(&self) -> &str {
        let cluster = self.documents.iter().map(|(_, document)| document).find(|document| kind(document) == "Cluster");
        let version = cluster.and_then(|cluster| cluster.get("apiVersion")?.as_str()).unwrap_or("");
        version.rsplit('/').next().unwrap_or(version)
    }
}

/// The `kind` of a manifest, or nothing.
pub fn kind(document: &Value) -> &str {
    document.get("kind").and_then(Value::as_str).unwrap_or("")
}
