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
    /// The word of a record that says the same, where one does.
    pub word: Option<&'static str>,
}

/// Why a change of certificates has its risk.
pub const CERTIFICATES: &str =
    "certificates change: connections to peers break until both sides trust each other again";
/// Why a change of the Service of clustermesh-apiserver has its risk.
pub const SERVICE: &str = "peers reach this cluster there: they lose it until they connect to the new place";
/// Why a change of where agents read their peers' state has its risk.
pub const ELSEWHERE: &str = "agents reach the state of their peers in another place, and connect anew";
/// Why a change of what agents read when they start has its risk.
pub const RESTART: &str = "agents read it when they start, so they restart";

/// The effect of a key; none for what agents read when they start, and nothing else that matters does.
pub fn of_key(key: &str) -> Option<&'static Effect> {
    EFFECTS.iter().find(|effect| effect.keys.contains(&key))
}

/// The effect of a value, as for a key: of the row with the longest path that begins it.
pub fn of_value(path: &str) -> Option<&'static Effect> {
    let begins = |start: &str| path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let rows = EFFECTS.iter().flat_map(|effect| effect.values.iter().map(move |start| (*start, effect)));
    rows.filter(|(start, _)| begins(start)).max_by_key(|(start, _)| start.len()).map(|(_, effect)| effect)
}

const fn effect(
    keys: &'static [&'static str],
    values: &'static [&'static str],
    risk: Risk,
    reason: &'static str,
) -> Effect {
    Effect { keys, values, risk, reason, word: None }
}

/// A row of what records say too: they tell it, and this row where a record does not hold the word.
const fn recorded(word: &'static str, keys: &'static [&'static str], values: &'static [&'static str]) -> Effect {
    let reason = "it must not change while the cluster lives";
    Effect { keys, values, risk: Risk::Destructive, reason, word: Some(word) }
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
        ELSEWHERE,
    ),
    effect(&[], &["clustermesh.apiserver.service"], Risk::Disruptive, SERVICE),
    effect(&[], &["tls", "clustermesh.apiserver.tls", "certificates"], Risk::Disruptive, CERTIFICATES),
    effect(
        &[],
        &["tls.caBundle"],
        Risk::Restart,
        "which CAs are trusted is mounted into the agents' pods, so they restart",
    ),
    recorded("id", &["cluster-id"], &["cluster.id"]),
    recorded("max-connected-clusters", &["max-connected-clusters"], &["clustermesh.maxConnectedClusters"]),
    recorded("ipam", &["ipam"], &["ipam.mode", "eni.enabled", "azure.enabled", "alibabacloud.enabled"]),
    recorded(
        "pod-cidr",
        &["cluster-pool-ipv4-cidr", "cluster-pool-ipv6-cidr"],
        &[
            "ipam.operator.autoCreateCiliumPodIPPools.default",
            "ipam.operator.clusterPoolIPv4PodCIDRList",
            "ipam.operator.clusterPoolIPv6PodCIDRList",
        ],
    ),
    recorded("mask", &["cluster-pool-ipv4-mask-size"], &["ipam.operator.clusterPoolIPv4MaskSize"]),
    recorded("mask6", &["cluster-pool-ipv6-mask-size"], &["ipam.operator.clusterPoolIPv6MaskSize"]),
    Effect {
        word: Some("auth-mode"),
        ..effect(&[], &["clustermesh.apiserver.tls.authMode"], Risk::Disruptive, CERTIFICATES)
    },
    effect(
        &[],
        &[
            "operator",
            "ipam.operator",
            "hubble.relay",
            "hubble.ui",
            "clustermesh.apiserver",
            "envoy.prometheus",
            "dashboards",
            "certgen",
            "serviceAccounts",
            "hubble.tls",
        ],
        Risk::Reload,
        "its own pods restart; agents do not",
    ),
    effect(
        &[],
        &["rollOutCiliumPods", "podAnnotations", "podLabels", "resources", "image", "tolerations"],
        Risk::Restart,
        "it stands in the agents' pods, so they restart",
    ),
];
