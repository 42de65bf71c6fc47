//! How kops makes a cluster: the name, the user's spec, and what the mesh changes in it.

use crate::address;
use crate::manifest::kind;
use crate::release::Version;
use crate::source::{FileId, Said, Spanned};
use crate::yaml::Value;
use ipnet::IpNet;

/// A cluster made by kops.
#[derive(Debug)]
pub struct Kops {
    /// The cluster's DNS name.
    pub name: Spanned<String>,
    /// Where the user's manifests are, as it was written.
    pub spec_path: Said<String>,
    /// The user's manifests.
    pub spec: Said<KopsSpec>,
    /// The etcd version that the mesh wants.
    pub etcd_version: Said<Version>,
    /// The image for instance groups whose own is too old for Cilium.
    pub image: Said<String>,
    /// Security groups that every instance joins.
    pub security_groups: Vec<Spanned<String>>,
    /// The range of pods and Services, once it is known.
    pub non_masquerade_cidr: Option<Spanned<IpNet>>,
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

    /// A field of the Cluster's network and its pointer in the document: directly in `spec` up to v1alpha2,
    /// in `spec.networking` from v1alpha3 on (kops `pkg/apis/kops/v1alpha3/cluster.go`).
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

    /// The minor version of `spec.kubernetesVersion`, when it is set.
    pub fn kubernetes_minor(&self) -> Option<u16> {
        let version = self.cluster()?.1.get("kubernetesVersion")?.as_str()?;
        version.strip_prefix('v').unwrap_or(version).split('.').nth(1)?.parse().ok()
    }

    /// Whether the kops release that reads it takes the pods' range from `podCIDR`: it does from 1.22 on, and
    /// is as new as the Kubernetes that it installs; before that the range is in
    /// `kubeControllerManager.clusterCIDR` (kops 1.19 and 1.22
    /// `upup/pkg/fi/cloudup/populate_cluster_spec.go`).
    pub fn has_pod_cidr(&self) -> bool {
        self.api_version() == "v1alpha3" || self.kubernetes_minor().is_some_and(|minor| minor >= 22)
    }

    /// What kops installs Cilium with (`spec.networking.cilium`), where it does.
    pub fn cilium(&self) -> Option<&Value> {
        self.cluster()?.1.get("networking")?.get("cilium").filter(|cilium| cilium.is_object())
    }

    /// Whether kops leaves the network plugin to the user: `cni: {}`.
    pub fn brings_no_plugin(&self) -> bool {
        let networking = self.cluster().and_then(|(_, spec)| spec.get("networking"));
        let cni = networking.and_then(|networking| networking.get("cni"));
        self.cilium().is_none() && cni.is_some_and(Value::is_object)
    }

    /// Whether the kops release that reads it is at least that minor: it is as new as the Kubernetes that it
    /// installs.
    pub fn is_of_kops(&self, minor: u16) -> bool {
        self.kubernetes_minor().is_some_and(|own| own >= minor)
    }

    /// The version of the kops API in which the Cluster is written, such as `v1alpha2`.
    pub fn api_version(&self) -> &str {
        let cluster = self.documents.iter().map(|(_, document)| document).find(|document| kind(document) == "Cluster");
        let version = cluster.and_then(|cluster| cluster.get("apiVersion")?.as_str()).unwrap_or("");
        version.rsplit('/').next().unwrap_or(version)
    }
}
