//! Keys of `cilium-config` and values of the Helm chart that a release no longer reads: most of them are
//! silently ignored, the others make the chart fail.
//!
//! Read in the charts' `validate.yaml` and `values.yaml` of each line, and in Cilium's upgrade notes.

/// A key or a value that is no longer read.
#[derive(Debug)]
pub struct Retired {
    /// Its name; of a value, with dots between its keys. Everything below a value belongs to it.
    pub name: &'static str,
    /// The first line that does not read it.
    pub since: (u16, u16),
    /// What to write instead, as the end of a sentence that begins with an imperative.
    pub instead: &'static str,
}

/// Keys of `cilium-config`, sorted.
pub const CONFIG: &[Retired] = &[
    gone("bpf-lb-proto-diff", 19, "remove it: protocols are always distinguished"),
    gone("clustermesh-ip-identities-sync-timeout", 17, "write `clustermesh-sync-timeout`"),
    gone("enable-custom-calls", 19, "remove it"),
    gone("enable-encryption-strict-mode", 20, "write `enable-encryption-strict-mode-egress`"),
    gone("enable-external-ips", 19, "set `kube-proxy-replacement` in the cluster"),
    gone("enable-external-workloads", 18, "remove it: there are no external workloads any more"),
    gone("enable-host-port", 19, "set `kube-proxy-replacement` in the cluster"),
    gone("enable-internal-traffic-policy", 19, "remove it: it is always on"),
    gone("enable-ipsec-encrypted-overlay", 20, "remove it: the overlay is always encrypted"),
    gone("enable-ipv4-egress-gateway", 19, "write `enable-egress-gateway`"),
    gone("enable-node-port", 19, "set `kube-proxy-replacement` in the cluster"),
    gone("enable-recorder", 19, "remove it"),
    gone("enable-remote-node-identity", 16, "remove it: it is always on"),
    gone("enable-session-affinity", 19, "remove it: it is always on"),
    gone("enable-svc-source-range-check", 19, "remove it: it is always on"),
    gone("enable-wireguard-userspace-fallback", 17, "remove it: there is no fallback"),
    gone(
        "encryption-strict-mode-allow-remote-node-identities",
        20,
        "write `encryption-strict-egress-allow-remote-node-identities`",
    ),
    gone("encryption-strict-mode-cidr", 20, "write `encryption-strict-egress-cidr`"),
    gone("endpoint-status", 16, "remove it"),
    gone("install-egress-gateway-routes", 16, "remove it"),
    gone("ip-allocation-timeout", 16, "remove it: it no longer limits anything"),
    gone("l2-pod-announcements-interface", 19, "write `l2-pod-announcements-interface-pattern`"),
    gone("sidecar-istio-proxy-image", 16, "remove it"),
    gone("tunnel", 15, "set `routing` in `mesh`"),
];

/// Values of the chart, sorted.
pub const VALUES: &[Retired] = &[
    gone("bgp", 17, "write `bgpControlPlane`"),
    gone("ciliumEndpointSlice.sliceMode", 18, "remove it"),
    gone("clustermesh.apiserver.etcd.image", 15, "remove it: the image of `clustermesh.apiserver` contains etcd too"),
    gone(
        "clustermesh.apiserver.kvstoremesh.image",
        15,
        "remove it: the image of `clustermesh.apiserver` contains KVStoreMesh too",
    ),
    gone(
        "clustermesh.apiserver.tls.admin",
        20,
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    gone(
        "clustermesh.apiserver.tls.ca",
        15,
        "remove it: the CA comes from the Secret that `certificates ca-secret=` names",
    ),
    gone("clustermesh.apiserver.tls.client", 19, "remove it: there are no external workloads any more"),
    gone("clustermesh.apiserver.tls.enableSecrets", 20, "write `certificates \"provided\"` in `mesh`"),
    gone(
        "clustermesh.apiserver.tls.remote",
        20,
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    gone(
        "clustermesh.apiserver.tls.server.cert",
        20,
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    gone(
        "clustermesh.apiserver.tls.server.key",
        20,
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    gone("clustermesh.enableMCSAPISupport", 20, "set `mcs-api` in `mesh`"),
    gone("containerRuntime", 16, "remove it"),
    gone("customCalls", 19, "remove it"),
    gone("egressGateway.installRoutes", 16, "remove it"),
    gone("enableCiliumEndpointSlice", 18, "write `ciliumEndpointSlice.enabled`"),
    gone("enableCnpStatusUpdates", 15, "remove it"),
    gone("enableK8sEventHandover", 15, "remove it"),
    gone("enableK8sTerminatingEndpoint", 18, "remove it: it is always on"),
    gone("enableRuntimeDeviceDetection", 18, "remove it: it is always on"),
    gone("encryption.interface", 16, "write `encryption.ipsec.interface`"),
    gone("encryption.ipsec.encryptedOverlay", 20, "remove it: the overlay is always encrypted"),
    gone("encryption.keyFile", 16, "write `encryption.ipsec.keyFile`"),
    gone("encryption.mountPath", 16, "write `encryption.ipsec.mountPath`"),
    gone("encryption.secretName", 16, "set `encryption secret=` in `mesh`"),
    gone(
        "encryption.strictMode.allowRemoteNodeIdentities",
        20,
        "write `encryption.strictMode.egress.allowRemoteNodeIdentities`",
    ),
    gone("encryption.strictMode.cidr", 20, "write `encryption.strictMode.egress.cidr`"),
    gone("encryption.strictMode.enabled", 20, "write `encryption.strictMode.egress.enabled`"),
    gone("encryption.wireguard.userspaceFallback", 17, "remove it: there is no fallback"),
    gone("endpointStatus", 16, "remove it"),
    gone("eni.updateEC2AdapterLimitViaAPI", 18, "remove it"),
    gone("etcd.managed", 16, "remove it: there is no etcd operator"),
    // Patch releases of 1.17 before the change still read it (cilium/cilium#40222).
    gone("externalIPs", 18, "set `kube-proxy-replacement` in the cluster"),
    gone("externalWorkloads", 18, "remove it: there are no external workloads any more"),
    gone("highScaleIPcache", 18, "remove it"),
    gone("hostPort", 18, "set `kube-proxy-replacement` in the cluster"),
    gone("hubble.redact.kafka", 20, "remove it"),
    gone("hubble.relay.dialTimeout", 18, "remove it"),
    gone("l2NeighDiscovery.refreshPeriod", 18, "remove it"),
    gone("l2podAnnouncements.interface", 19, "write `l2podAnnouncements.interfacePattern`"),
    gone("loadBalancer.experimental", 18, "remove it"),
    gone("nodePort.enabled", 19, "set `kube-proxy-replacement` in the cluster"),
    gone("operator.skipCNPStatusStartupClean", 16, "remove it"),
    gone("preflight.tofqdnsPreCache", 20, "remove it"),
    gone("proxy.prometheus.enabled", 16, "write `envoy.prometheus.enabled`"),
    gone("proxy.prometheus.port", 16, "write `envoy.prometheus.port`"),
    gone("remoteNodeIdentity", 16, "remove it: it is always on"),
    gone("svcSourceRangeCheck", 19, "remove it: it is always on"),
    gone("tunnel", 15, "set `routing` in `mesh`"),
];

const fn gone(name: &'static str, minor: u16, instead: &'static str) -> Retired {
    Retired { name, since: (1, minor), instead }
}

/// The row of a name, or of what it is in, when the line no longer reads it.
pub fn find(table: &'static [Retired], name: &str, line: (u16, u16)) -> Option<&'static Retired> {
    let means = |retired: &&Retired| {
        name.strip_prefix(retired.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    table.iter().filter(|retired| retired.since <= line).find(means)
}
