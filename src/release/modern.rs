//! The rows of the release lines whose clusters show their state through clustermesh-apiserver: 1.14 to 1.20.
//!
//! The facts were read in the official charts (cilium/charts: 1.14.19, 1.15.19, 1.16.19, 1.17.18, 1.18.12,
//! 1.19.6 and 1.20.0; where a patch release matters, all of its line) and in Cilium's `pkg/clustermesh`,
//! `pkg/option` and upgrade notes.

use super::auth_mode::AuthMode;
use super::{Plane, Release};

/// What is so in these lines only.
#[derive(Debug)]
pub struct Modern {
    /// What `max-connected-clusters` may be, from the smallest on, which is the default; where there is one
    /// choice, there is no setting (1.14).
    pub mesh_sizes: &'static [u16],
    /// Whether KVStoreMesh is on by default (`clustermesh.apiserver.kvstoremesh.enabled`).
    pub kvstoremesh: bool,
    /// Which client certificates peers use by default (`clustermesh.apiserver.tls.authMode`).
    pub auth_mode: AuthMode,
    /// How the chart takes peers (`clustermesh.config.clusters`).
    pub peers: PeerShape,
    /// The beginning of the names of the certificate files with which agents read KVStoreMesh: `common` up to
    /// 1.16, `local` from 1.17 on (`clustermesh-config/_helpers.tpl`).
    pub agent_certificates: &'static str,
    /// Whether there is a certificate for agents of their own, `clustermesh-apiserver-local-cert`.
    pub has_local_certificate: bool,
    /// Whether Hubble's metrics can be served over TLS, with a certificate of their own.
    pub hubble_metrics_over_tls: bool,
    /// Whether an entry carries its host's addresses itself, `cilium-host-aliases`, beside the pods'
    /// `hostAliases`.
    pub entries_carry_hosts: bool,
    /// Whether a user of the cluster's own name must be among the remote users when KVStoreMesh is on: it
    /// reads its own etcd as `remote-<name>` (`clustermesh-apiserver/users-configmap.yaml`).
    pub names_itself: bool,
    /// Whether the chart writes `tunnel-protocol` under native routing too (`cilium-configmap.yaml`).
    pub native_names_tunnel: bool,
    /// Whether the chart takes routing as one value, `tunnel`: up to 1.14 it still has that one, and its
    /// first patch releases write `routing-mode` twice when they get the newer ones (`cilium-configmap.yaml`,
    /// 1.14.0).
    pub one_tunnel_value: bool,
    /// Whether policies select the local cluster only by default; `None`: the setting does not exist.
    pub policy_default_local_cluster: Option<bool>,
    /// Whether the operator can synchronise EndpointSlices.
    pub endpoint_slice_sync: bool,
    /// How the Multi-Cluster Services API is switched on; `None`: it cannot be. The chart of 1.16 has the
    /// value, but gives the operator nothing to work with.
    pub mcs: Option<Mcs>,
    /// Where the chart takes more names of the server certificate.
    pub server_names: &'static str,
    /// The first patch release whose agents, where they replace kube-proxy, no longer take a peer's NodePort
    /// for their own cluster's when both have one number (cilium/cilium#24692; mended by #41337, which is in
    /// CHANGELOG.md of v1.18.2, and not in `bpf/bpf_sock.c` of v1.16.19 and v1.17.16).
    pub separates_node_ports_from: Option<u16>,
    /// Whether load balancers without pods have a datapath mode of their own (`cilium-configmap.yaml`).
    pub has_mode_without_pods: bool,
    /// The first patch release whose KVStoreMesh trusts the CAs of `tls.caBundle`
    /// (`clustermesh-apiserver/deployment.yaml`).
    pub bundle_reaches_kvstoremesh_from: Option<u16>,
    /// Where certificates come from that nothing in the cluster makes.
    pub provided_certificates: Provided,
    /// Whether the chart has a value by which its jobs make no CA where there is none yet
    /// (`certgen.generateCA`).
    pub can_await_ca: bool,
    /// Whether the Job that makes certificates at first is a Helm hook, which runs behind everything else:
    /// from 1.19 on it is an object like others (`clustermesh-apiserver/tls-cronjob/job.yaml`).
    pub certificates_by_hook: bool,
    /// Whether the list of the ip-masq-agent makes a native routing CIDR superfluous
    /// (`checkIPv4NativeRoutingCIDR` in `pkg/option/config.go`). The chart, which refuses native routing
    /// without one from 1.18 on, asks the same of its values.
    pub masq_agent_replaces_range: bool,
    /// Whether tunnels go over IPv6 (`underlay-protocol`; `pkg/datapath/tunnel`).
    pub ipv6_tunnel: Ipv6Tunnel,
    /// Whether the chart puts the cluster's own name in quotes in `cilium-config` (`cilium-configmap.yaml`).
    /// The names of peers have none in any line: they are keys of a Secret
    /// (`clustermesh-config/clustermesh-secret.yaml`).
    pub quotes_cluster_name: bool,
    /// The identity allocation modes in which a cluster may have a clustermesh-apiserver (`validate.yaml`;
    /// 1.14 does not check, but its clustermesh-apiserver shows identities of CRDs only).
    pub identity_modes: &'static [&'static str],
}

impl Modern {
    /// Whether clusters in kvstore mode may have a clustermesh-apiserver, for KVStoreMesh (`validate.yaml`).
    pub fn takes_kvstore(&self) -> bool {
        self.identity_modes.contains(&"kvstore")
    }
}

/// Whether the chart leaves out its own certificate Secrets, so that the user's can be there
/// (`clustermesh-apiserver/tls-provided/*.yaml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provided {
    /// It never does: it wants private keys as values.
    InValues,
    /// It does when `tls.enableSecrets` is off.
    WhereTold,
    /// It always does.
    Always,
}

/// How the chart takes peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerShape {
    /// A list of maps with `name`.
    List,
    /// A map by name.
    Map,
}

/// Whether tunnels go over IPv6 where nodes have no other addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ipv6Tunnel {
    /// They never do: an agent without an IPv4 address of its node does not start.
    Never,
    /// They do when that is set.
    WhenSet,
    /// Agents choose.
    ByItself,
}

/// How the Multi-Cluster Services API is switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mcs {
    /// The value of the chart.
    pub value: &'static str,
    /// Whether the operator installs the CRDs.
    pub installs_crds: bool,
}

const fn release(minor: u16, modern: Modern) -> Release {
    let max_cluster_id = if let [.., most] = modern.mesh_sizes { *most } else { 0 };
    Release {
        line: (1, minor),
        max_cluster_id,
        reads_peers_live: true,
        refuses_odd_names: true,
        plane: Plane::Apiserver(modern),
    }
}

const FROM_1_14: Modern = Modern {
    mesh_sizes: &[255],
    kvstoremesh: false,
    auth_mode: AuthMode::Legacy,
    peers: PeerShape::List,
    agent_certificates: "common",
    has_local_certificate: false,
    hubble_metrics_over_tls: false,
    entries_carry_hosts: false,
    names_itself: true,
    native_names_tunnel: false,
    one_tunnel_value: true,
    policy_default_local_cluster: None,
    endpoint_slice_sync: false,
    mcs: None,
    server_names: "clustermesh.apiserver.tls.server",
    separates_node_ports_from: None,
    has_mode_without_pods: true,
    bundle_reaches_kvstoremesh_from: None,
    provided_certificates: Provided::InValues,
    can_await_ca: false,
    certificates_by_hook: true,
    masq_agent_replaces_range: false,
    ipv6_tunnel: Ipv6Tunnel::Never,
    quotes_cluster_name: false,
    identity_modes: &["crd"],
};

const FROM_1_15: Modern =
    Modern { mesh_sizes: &[255, 511], one_tunnel_value: false, masq_agent_replaces_range: true, ..FROM_1_14 };

const FROM_1_16: Modern = Modern {
    kvstoremesh: true,
    has_local_certificate: true,
    hubble_metrics_over_tls: true,
    endpoint_slice_sync: true,
    provided_certificates: Provided::WhereTold,
    ..FROM_1_15
};

const FROM_1_17: Modern = Modern {
    agent_certificates: "local",
    names_itself: false,
    native_names_tunnel: true,
    mcs: Some(Mcs { value: "clustermesh.enableMCSAPISupport", installs_crds: false }),
    identity_modes: &["crd", "doublewrite-readcrd", "doublewrite-readkvstore"],
    can_await_ca: true,
    ..FROM_1_16
};

const FROM_1_18: Modern = Modern {
    policy_default_local_cluster: Some(false),
    separates_node_ports_from: Some(2),
    has_mode_without_pods: false,
    bundle_reaches_kvstoremesh_from: Some(5),
    ipv6_tunnel: Ipv6Tunnel::WhenSet,
    quotes_cluster_name: true,
    identity_modes: &["crd", "doublewrite-readcrd", "doublewrite-readkvstore", "kvstore"],
    ..FROM_1_17
};

const FROM_1_19: Modern = Modern {
    auth_mode: AuthMode::Migration,
    peers: PeerShape::Map,
    policy_default_local_cluster: Some(true),
    mcs: Some(Mcs { value: "clustermesh.mcsapi.enabled", installs_crds: true }),
    separates_node_ports_from: Some(0),
    certificates_by_hook: false,
    bundle_reaches_kvstoremesh_from: Some(0),
    ..FROM_1_18
};

const FROM_1_20: Modern = Modern {
    entries_carry_hosts: true,
    server_names: "clustermesh.apiserver.tls.auto.server",
    provided_certificates: Provided::Always,
    ipv6_tunnel: Ipv6Tunnel::ByItself,
    ..FROM_1_19
};

/// Cilium 1.14.
pub const V1_14: Release = release(14, FROM_1_14);
/// Cilium 1.15.
pub const V1_15: Release = release(15, FROM_1_15);
/// Cilium 1.16.
pub const V1_16: Release = release(16, FROM_1_16);
/// Cilium 1.17.
pub const V1_17: Release = release(17, FROM_1_17);
/// Cilium 1.18.
pub const V1_18: Release = release(18, FROM_1_18);
/// Cilium 1.19.
pub const V1_19: Release = release(19, FROM_1_19);
/// Cilium 1.20.
pub const V1_20: Release = release(20, FROM_1_20);
