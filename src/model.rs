//! What the user described: a [`Mesh`] with its defaults filled in, every value with the place where it was written.
//!
//! Only `parse` makes one, and it makes one from any input: what is missing or broken is an `Option` or an empty list
//! here and a diagnostic there. Values that follow from others (a pod CIDR from the pool, endpoints from a kops spec)
//! are filled in too, with the place of what they follow from.

mod etcd;
mod levels;
pub mod manifest;

pub use etcd::{Credentials, DEFAULT_ETCD_SECRET, Etcd, Store, Tls};
pub use levels::{Allow, Level, LintSeverity};

use crate::release::{self, Release, Version};
use crate::source::{Span, Spanned};
use crate::yaml::Value;
use ipnet::IpNet;
use manifest::{Base, KopsSpec, identity};

/// The mesh.
#[derive(Debug, Default)]
pub struct Mesh {
    /// The place of `mesh` and its name.
    pub span: Span,
    /// The namespace in which Cilium lives.
    pub namespace: String,
    /// How pods reach pods on other nodes.
    pub routing: Routing,
    /// Whether changes restart agents by themselves.
    pub restart: Restart,
    /// Pools from which clusters take addresses by their id, at most one of each family.
    pub pools: Vec<Pool>,
    /// Addresses outside pods and Services.
    pub networks: Vec<Network>,
    /// The clusters, in the order in which they were written.
    pub clusters: Vec<Cluster>,
    /// The manifests that overlays build on.
    pub bases: Vec<Base>,
    /// What `lint` says of rules.
    pub levels: Vec<Level>,
    /// What `allow` silences, in the mesh and in clusters.
    pub allows: Vec<Allow>,
}

/// How pods reach pods on other nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Routing {
    /// Encapsulated in VXLAN (UDP 8472).
    #[default]
    Vxlan,
    /// Encapsulated in Geneve (UDP 6081).
    Geneve,
    /// By the network's own routes.
    Native,
}

/// Whether a change that agents read only at start restarts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Restart {
    /// It does, by a checksum in the pod template.
    #[default]
    Rolling,
    /// The user restarts them.
    Manual,
}

/// A pool: the cluster with id N owns its N-th block.
#[derive(Debug, Clone)]
pub struct Pool {
    /// The pool.
    pub net: Spanned<IpNet>,
    /// The prefix length of a block.
    pub prefix: u8,
}

/// Addresses that exist outside pods and Services.
#[derive(Debug, Clone)]
pub struct Network {
    /// Its name.
    pub name: Spanned<String>,
    /// Its ranges.
    pub cidrs: Vec<Spanned<IpNet>>,
}

/// One cluster.
#[derive(Debug)]
pub struct Cluster {
    /// Its name, `cluster-name` in Cilium.
    pub name: Spanned<String>,
    /// The place of its node without its braces.
    pub head: Span,
    /// What the user has said, even where it could not be read: what is only broken is not missing.
    pub stated: Stated,
    /// Its id, `cluster-id` in Cilium, as it was written.
    pub id: Option<Spanned<i128>>,
    /// The place of `id=` with its value.
    pub id_entry: Option<Span>,
    /// The Cilium release that it runs.
    pub version: Option<Spanned<Version>>,
    /// What it runs on.
    pub platform: Option<Spanned<Platform>>,
    /// Where its pods get their addresses.
    pub pod_cidrs: Vec<Spanned<IpNet>>,
    /// Where its Services get theirs.
    pub service_cidrs: Vec<Spanned<IpNet>>,
    /// Where its nodes get theirs.
    pub node_cidrs: Vec<NodeCidr>,
    /// Names in `node-cidr network=` that no network carries.
    pub unknown_networks: Vec<Spanned<String>>,
    /// How many nodes it must be able to have.
    pub max_nodes: Option<Spanned<u64>>,
    /// The etcd through which its state is reached.
    pub etcd: Etcd,
    /// How kops makes it.
    pub kops: Option<Kops>,
    /// The user's own keys of `cilium-config`.
    pub config: Vec<Setting>,
    /// The user's own JSON patches.
    pub patches: Vec<Patch>,
    /// Which of [`Mesh::bases`] it builds on.
    pub base: Option<usize>,
}

/// What a cluster's nodes say something about, rightly or wrongly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stated {
    /// Its id.
    pub id: bool,
    /// Its pod CIDR.
    pub pod_cidr: bool,
    /// How its state is reached.
    pub endpoint: bool,
    /// Its release.
    pub version: bool,
}

impl Cluster {
    /// The row of the release that it runs.
    pub fn release(&self) -> Option<&'static Release> {
        release::find(self.version.as_ref()?.value)
    }

    /// Its id, when Cilium could take it for one.
    pub fn valid_id(&self) -> Option<i128> {
        let id = self.id.as_ref()?.value;
        (id >= 1 && self.release().is_none_or(|release| id <= release.max_cluster_id)).then_some(id)
    }
}

/// A platform, with the pod range that it gives a cluster nobody thought about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Platform {
    /// Its name.
    pub name: &'static str,
    /// Its default pod CIDR, when it has one.
    pub default_pod_cidr: Option<&'static str>,
}

/// The platforms, sorted. Ranges: k3s and RKE2 `--cluster-cidr`, kind `podSubnet`, Talos `podSubnets`, kops
/// `nonMasqueradeCIDR`, OpenShift `clusterNetwork`; the others take no default or take it from the cloud.
pub static PLATFORMS: &[Platform] = &[
    Platform { name: "aks", default_pod_cidr: Some("10.244.0.0/16") },
    Platform { name: "eks", default_pod_cidr: None },
    Platform { name: "gke", default_pod_cidr: None },
    Platform { name: "k3s", default_pod_cidr: Some("10.42.0.0/16") },
    Platform { name: "kind", default_pod_cidr: Some("10.244.0.0/16") },
    Platform { name: "kops", default_pod_cidr: Some("100.64.0.0/10") },
    Platform { name: "kubeadm", default_pod_cidr: None },
    Platform { name: "openshift", default_pod_cidr: Some("10.128.0.0/14") },
    Platform { name: "rke2", default_pod_cidr: Some("10.42.0.0/16") },
    Platform { name: "talos", default_pod_cidr: Some("10.244.0.0/16") },
];

/// Addresses of nodes.
#[derive(Debug, Clone)]
pub struct NodeCidr {
    /// The range.
    pub net: Spanned<IpNet>,
    /// The network that it is part of: clusters that name the same one may share addresses.
    pub network: Option<SharedNetwork>,
}

/// What makes two equal node ranges one network instead of a clash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SharedNetwork {
    /// A `network` of the mesh file, by name.
    Declared(String),
    /// The VPC of a kops spec, by `networkID`.
    Vpc(String),
}

/// A cluster made by kops.
#[derive(Debug)]
pub struct Kops {
    /// The cluster's DNS name.
    pub name: Spanned<String>,
    /// Where the user's manifests are, as it was written.
    pub spec_path: Option<Spanned<String>>,
    /// The user's manifests, when they could be read.
    pub spec: Option<KopsSpec>,
    /// The etcd version that the mesh wants.
    pub etcd_version: Option<Spanned<Version>>,
    /// The image for instance groups whose own is too old for Cilium.
    pub image: Option<Spanned<String>>,
    /// Security groups that every instance joins.
    pub security_groups: Vec<Spanned<String>>,
    /// The range that holds pods and Services, once it is known.
    pub non_masquerade_cidr: Option<Spanned<IpNet>>,
}

/// A key of `cilium-config`.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The key.
    pub key: Spanned<String>,
    /// Its value as text.
    pub value: String,
}

/// A JSON patch of the user's.
#[derive(Debug, Clone)]
pub struct Patch {
    /// The place of the `patch` node.
    pub span: Span,
    /// The kind of the object.
    pub kind: Spanned<String>,
    /// Its name.
    pub name: Spanned<String>,
    /// How many operations were written, readable or not.
    pub stated: usize,
    /// The operations.
    pub operations: Vec<Operation>,
}

impl Patch {
    /// Which of the objects it may mean; with some in `namespace` among them, those alone.
    pub fn targets<'v>(&self, objects: impl Iterator<Item = &'v Value>, namespace: &str) -> Vec<usize> {
        let named = |(index, object): (usize, &'v Value)| {
            let id = identity(object)?;
            (id.kind == self.kind.value && id.name == self.name.value).then_some((index, id.namespace == namespace))
        };
        let all: Vec<(usize, bool)> = objects.enumerate().filter_map(named).collect();
        let is_ours = all.iter().any(|(_, is_ours)| *is_ours);
        all.into_iter().filter(|(_, ours)| *ours || !is_ours).map(|(index, _)| index).collect()
    }

    /// The operations as JSON.
    pub fn json(&self) -> Vec<Value> {
        self.operations.iter().map(|operation| operation.json.clone()).collect()
    }
}

/// One operation of RFC 6902.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its place.
    pub span: Span,
    /// The operation as JSON.
    pub json: Value,
}
