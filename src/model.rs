//! What the user described: a [`Mesh`] with its defaults filled in, every value with the place where it was
//! written.
//!
//! Only `parse` makes one, and it makes one from any input: what is broken is marked as such here, and a
//! diagnostic there. Values that follow from others (a pod CIDR from the pool,
//! endpoints from a kops spec) are filled in too, with the place of what they follow from.

mod apiserver;
mod cluster_id;
mod credentials;
mod datapath;
mod defaults;
mod delivery;
mod etcd;
mod foundation;
mod ipam;
mod kops;
mod levels;
mod load_balancer;
mod origin;
mod patch;
mod peering;
mod platform;
mod ranges;
mod unknown;
mod values;
mod variable;

pub use apiserver::{APISERVER_NODE_PORT, APISERVER_PORT, Annotation, Apiserver, Certificates, Method, ServiceType};
pub use cluster_id::ClusterId;
pub use credentials::{IPSEC_SECRET, KeyMaterial};
pub use datapath::{Encryption, EncryptionKind, Routing, RoutingMode};
pub use delivery::{ArgoCd, Deliveries, Flux, USUAL_NAME};
pub use etcd::{Credentials, DEFAULT_ETCD_SECRET, Etcd, Tls};
pub use foundation::Foundation;
pub use ipam::{Ipam, IpamMode, MOST_BITS, can_be_cut};
pub use kops::{Kops, KopsSpec};
pub use levels::{Allow, Level, LintSeverity};
pub use load_balancer::{Asked, Request, SERVICE_ANNOTATIONS, is_pin, requests};
pub use origin::{DECRYPTION_SECRET, Origin, Sops, Store};
pub use patch::{Operation, Patch, Setting};
pub use peering::{Group, Link, PeerValues, Peering, Unmatched};
pub use platform::{KIND, PLATFORMS, Platform};
pub use ranges::{Network, NodeCidr, Pool, SharedNetwork};
pub use values::{Language, Values, Written};
pub use variable::{is_name, variable, variables};

use crate::release::{self, Modern, Release, Version};
use crate::source::{Listed, Said, Span, Spanned};
use ipnet::IpNet;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What is replaced by the name of each cluster, in a path or a name that is written for all of them.
pub const CLUSTER: &str = "{cluster}";

/// The mesh.
#[derive(Debug, Default)]
pub struct Mesh {
    /// The place of `mesh` and its name.
    pub span: Span,
    /// Its name.
    pub name: String,
    /// The namespace in which Cilium lives, when it is stated.
    pub namespace: Said<String>,
    /// How pods reach pods on other nodes.
    pub routing: Routing,
    /// Encryption between nodes.
    pub encryption: Encryption,
    /// How many clusters the mesh can hold, when it is stated.
    pub max_connected_clusters: Said<u16>,
    /// Whether clusters cache their peers' state, when it is stated.
    pub kvstoremesh: Said<bool>,
    /// The domain of the clusters' host names, when it is stated.
    pub domain: Said<String>,
    /// How certificates of clustermesh-apiserver are made.
    pub certificates: Certificates,
    /// Who can decrypt what the user keeps encrypted.
    pub sops: Said<Sops>,
    /// The ConfigMap that holds every cluster's CA.
    pub trust_bundle: Said<String>,
    /// Whether policies select the local cluster only, when it is stated.
    pub policy_default_local_cluster: Said<bool>,
    /// Whether EndpointSlices of global Services are synchronised, when it is stated.
    pub endpoint_slice_sync: Said<bool>,
    /// Whether the Multi-Cluster Services API is on, when it is stated.
    pub mcs_api: Said<bool>,
    /// Who connects to whom; without it every cluster connects to every other.
    pub peering: Said<Peering>,
    /// Where the Helm values of clusters have their peers, when it is stated.
    pub peer_values: Said<PeerValues>,
    /// Whether changes restart agents by themselves, when it is stated.
    pub restart: Said<Restart>,
    /// Pools from which clusters take addresses by their id, at most one of each family.
    pub pools: Listed<Pool>,
    /// Addresses outside pods and Services.
    pub networks: Vec<Network>,
    /// The clusters, in the order in which they were written.
    pub clusters: Vec<Cluster>,
    /// What clusters are that say nothing of their own about it.
    pub usual: Usual,
    /// What applies the output.
    pub deliveries: Rc<Deliveries>,
    /// The output directory in its Git work tree, where both are known; empty for the work tree itself.
    pub output: Option<String>,
    /// Values in what cannot be recognised: no finding proposes one of them for something else.
    pub unread: BTreeSet<String>,
    /// The levels that `lint` gives rules.
    pub levels: Vec<Level>,
    /// What `allow` silences, in the mesh and in clusters.
    pub allows: Vec<Allow>,
}

/// What clusters are that say nothing of their own about it.
#[derive(Debug, Default)]
pub struct Usual {
    /// The release that they run.
    pub version: Said<Version>,
    /// The repository of the chart that they build on.
    pub repository: String,
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

/// One cluster.
#[derive(Debug, Default)]
pub struct Cluster {
    /// Its name, `cluster-name` in Cilium.
    pub name: Spanned<String>,
    /// The place of its node without its braces.
    pub head: Span,
    /// Its id, `cluster-id` in Cilium, at the place of `id=` with its value.
    pub id: Said<ClusterId>,
    /// The number that was written for its id, where Cilium does not take it for one.
    pub refused_id: Option<String>,
    /// The Cilium release that it runs.
    pub version: Said<Version>,
    /// The row of that release, looked up once: everything asks for it.
    pub row: Option<&'static Release>,
    /// What it runs on.
    pub platform: Said<Platform>,
    /// Where its pods get their addresses.
    pub pod_cidrs: Listed<Spanned<IpNet>>,
    /// Where its Services get theirs.
    pub service_cidrs: Listed<Spanned<IpNet>>,
    /// Where its nodes get theirs.
    pub node_cidrs: Listed<NodeCidr>,
    /// Names in `node-cidr network=` that no network carries.
    pub unknown_networks: Vec<Spanned<String>>,
    /// How many nodes it must be able to have.
    pub max_nodes: Said<u64>,
    /// The name of the CA that signs its certificates, when it is not the mesh's.
    pub ca: Said<String>,
    /// Whether the host firewall is on, when it is stated.
    pub host_firewall: Said<bool>,
    /// Who hands out pod addresses, when it is stated.
    pub ipam: Said<Ipam>,
    /// The CNI plugin that Cilium is chained to.
    pub chaining: Said<String>,
    /// Whether Cilium replaces kube-proxy, when it is stated.
    pub kube_proxy_replacement: Said<bool>,
    /// The etcd through which its state is reached.
    pub etcd: Etcd,
    /// The clustermesh-apiserver through which its state is reached.
    pub apiserver: Said<Apiserver>,
    /// How kops makes it.
    pub kops: Said<Kops>,
    /// The user's own keys of `cilium-config`.
    pub config: Listed<Setting>,
    /// The user's own Helm values.
    pub values: Values,
    /// The user's own JSON patches.
    pub patches: Listed<Patch>,
    /// The kubeconfig context.
    pub context: Said<String>,
    /// What it builds on.
    pub base: Foundation,
}

impl Cluster {
    /// The row of the release that it runs.
    pub fn release(&self) -> Option<&'static Release> {
        self.row
    }

    /// What its release knows of clustermesh-apiserver.
    pub fn modern(&self) -> Option<&'static Modern> {
        self.release()?.modern()
    }

    /// Why a value of the chart of its release does nothing or fails, when it once did something.
    pub fn retired_value(&self, path: &str) -> Option<release::Retired> {
        self.release()?.retired_value(*self.version.get()?, path)
    }

    /// What the chart and the programs of its release know.
    pub fn dictionary(&self) -> Option<release::dictionary::Dictionary> {
        self.release()?.dictionary(*self.version.get()?)
    }

    /// What the chart of its release does with a key of `cilium-config`; nothing, when it does not write it
    /// by itself.
    pub fn chart_key(&self, key: &str) -> Option<(&'static release::chart::Row, release::chart::Kind)> {
        self.release()?.chart_key(key)
    }

    /// Whether its agents keep identities in an etcd: a release with clustermesh-apiserver in kvstore mode.
    pub fn is_kvstore(&self) -> bool {
        !self.etcd.endpoints.is_empty() && self.modern().is_some()
    }

    /// Who hands out pod addresses: what is stated, or the default of Cilium's charts, or of the chart that
    /// the cluster's distribution installs (rke2-charts, `packages/rke2-cilium`: `ipam.mode`).
    pub fn ipam_mode(&self) -> IpamMode {
        let of_distribution = || self.platform.get().map_or(IpamMode::Kubernetes, |platform| platform.ipam);
        let default = || self.helm_chart_config().map_or(IpamMode::ClusterPool, |_| of_distribution());
        self.ipam.get().map_or_else(default, |ipam| ipam.mode)
    }
}
