//! What a key of `cilium-config` or a value of the chart does to a live cluster when it changes. What has no row here is read by
//! agents when they start, and by nothing else that matters to the mesh.

use super::Risk;

/// A row: keys and values that say one thing.
#[derive(Debug)]
pub struct Effect {
    /// The keys.
    pub keys: &'static [&'static str],
    /// The values of the chart, or where they begin; a path has dots between its keys.
    pub values: &'static [&'static str],
    /// What a change does.
    pub risk: Risk,
    /// Why.
    pub reason: &'static str,
}

/// What agents read when they start.
pub const AT_START: Effect =
    Effect { keys: &[], values: &[], risk: Risk::Restart, reason: "agents read it when they start, so they restart" };

/// The effect of a key.
pub fn of_key(key: &str) -> &'static Effect {
    EFFECTS.iter().find(|effect| effect.keys.contains(&key)).unwrap_or(&AT_START)
}

/// The effect of a value: of the row with the longest path that begins it.
pub fn of_value(path: &str) -> &'static Effect {
    let begins = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let rows = EFFECTS.iter().flat_map(|effect| effect.values.iter().map(move |start| (*start, effect)));
    rows.filter(|(start, _)| begins(start)).max_by_key(|(start, _)| start.len()).map_or(&AT_START, |(_, effect)| effect)
}

const fn effect(
    keys: &'static [&'static str],
    values: &'static [&'static str],
    risk: Risk,
    reason: &'static str,
) -> Effect {
    Effect { keys, values, risk, reason }
}

/// The rows (Cilium's upgrade and clustermesh guides, and what the charts write; 1.14 to 1.20).
static EFFECTS: &[Effect] = &[
    effect(
        &["routing-mode", "tunnel-protocol", "tunnel", "tunnel-port"],
        &["routingMode", "tunnelProtocol", "tunnel", "tunnelPort"],
        Risk::Disruptive,
        "a node that sends packets the new way is not understood by one that expects the old, in this cluster and in its peers",
    ),
    effect(
        &["ipv4-native-routing-cidr", "ipv6-native-routing-cidr"],
        &["ipv4NativeRoutingCIDR", "ipv6NativeRoutingCIDR"],
        Risk::Disruptive,
        "packets to what joins or leaves the range lose or get the node's address, and their connections break",
    ),
    effect(
        &["enable-wireguard", "enable-ipsec", "encrypt-node", "ipsec-key-file"],
        &["encryption"],
        Risk::Disruptive,
        "nodes that encrypt and nodes that do not drop each other's packets until all have changed",
    ),
    effect(
        &["enable-ipv4", "enable-ipv6"],
        &["ipv4.enabled", "ipv6.enabled"],
        Risk::Disruptive,
        "pods get or lose addresses of the family only when they are made anew",
    ),
    effect(
        &["identity-allocation-mode", "kvstore", "kvstore-opt", "etcd-config"],
        &["identityAllocationMode", "etcd"],
        Risk::Disruptive,
        "the cluster's own state is kept in another place: identities are handed out anew",
    ),
    effect(
        &["kube-proxy-replacement"],
        &["kubeProxyReplacement"],
        Risk::Disruptive,
        "another program takes over the Services of each node, and open connections to them break",
    ),
    effect(
        &["cni-chaining-mode", "cni-exclusive"],
        &["cni.chainingMode", "cni.exclusive"],
        Risk::Disruptive,
        "running pods stay attached in the old way until they are made anew",
    ),
    effect(
        &["policy-default-local-cluster"],
        &["clustermesh.policyDefaultLocalCluster"],
        Risk::Disruptive,
        "policies that name no cluster begin or cease to select pods of peers",
    ),
    effect(
        &[],
        &["clustermesh.config.domain"],
        Risk::Disruptive,
        "peers are reached under other names, which their certificates must carry first",
    ),
    effect(
        &[],
        &["clustermesh.apiserver.kvstoremesh.enabled", "clustermesh.useAPIServer", "clustermesh.config.enabled"],
        Risk::Disruptive,
        "agents reach the state of their peers in another place, and connect anew",
    ),
    effect(
        &[],
        &["clustermesh.apiserver.service"],
        Risk::Disruptive,
        "peers reach this cluster there: they lose it until they connect to the new place",
    ),
    effect(
        &[],
        &["tls", "clustermesh.apiserver.tls", "certificates"],
        Risk::Disruptive,
        "certificates change: connections to peers break until both sides trust each other again",
    ),
    effect(
        &[
            "cluster-id",
            "cluster-name",
            "max-connected-clusters",
            "ipam",
            "cluster-pool-ipv4-cidr",
            "cluster-pool-ipv6-cidr",
            "cluster-pool-ipv4-mask-size",
            "cluster-pool-ipv6-mask-size",
        ],
        &["cluster.id", "cluster.name", "clustermesh.maxConnectedClusters", "ipam.mode", "ipam.operator"],
        Risk::Destructive,
        "it must not change while the cluster lives",
    ),
    effect(
        &[],
        &["eni.enabled", "azure.enabled", "alibabacloud.enabled"],
        Risk::Destructive,
        "it must not change while the cluster lives",
    ),
    effect(
        &[],
        &["operator", "hubble.relay", "hubble.ui", "clustermesh.apiserver", "envoy.prometheus", "dashboards"],
        Risk::Reload,
        "its own pods restart; agents do not",
    ),
    effect(
        &[],
        &["rollOutCiliumPods"],
        Risk::Restart,
        "the checksum in the agents' pods comes or goes, so they restart",
    ),
];
