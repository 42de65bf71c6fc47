//! Keys of `cilium-config` and values of the Helm chart that a release no longer reads: most of them are
//! silently ignored, the others make the chart fail.
//!
//! Since when a value is gone the dictionary knows, to the patch release; what to write instead was read in
//! the charts' `validate.yaml` and in Cilium's upgrade notes. A key is read for as long as a program has the
//! flag, which no page names once it is deprecated.

use super::dictionary::Dictionary;

/// A key or a value that is no longer read.
#[derive(Debug)]
pub struct Retired {
    /// Its name; of a value, with dots between its keys. Everything below a value belongs to it.
    pub name: String,
    /// The first release that does not read it, such as `1.15`.
    pub since: String,
    /// What to write instead, as the end of a sentence that begins with an imperative.
    pub instead: &'static str,
}

/// A key with the line that ends it.
struct Key {
    name: &'static str,
    minor: u16,
    instead: &'static str,
}

/// Keys of `cilium-config`, sorted.
const CONFIG: &[Key] = &[
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

/// Values of the chart that have something in their place, or need none, sorted; nothing is in the place of
/// others.
const VALUES: &[(&str, &str)] = &[
    ("bgp", "write `bgpControlPlane`"),
    ("clustermesh.apiserver.etcd.image", "remove it: the image of `clustermesh.apiserver` contains etcd too"),
    (
        "clustermesh.apiserver.kvstoremesh.image",
        "remove it: the image of `clustermesh.apiserver` contains KVStoreMesh too",
    ),
    (
        "clustermesh.apiserver.tls.admin",
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    ("clustermesh.apiserver.tls.ca", "remove it: the CA comes from the Secret that `certificates ca-secret=` names"),
    ("clustermesh.apiserver.tls.client", "remove it: there are no external workloads any more"),
    ("clustermesh.apiserver.tls.enableSecrets", "write `certificates \"provided\"` in `mesh`"),
    (
        "clustermesh.apiserver.tls.remote",
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    (
        "clustermesh.apiserver.tls.server.cert",
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    (
        "clustermesh.apiserver.tls.server.key",
        "remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`",
    ),
    ("clustermesh.enableMCSAPISupport", "set `mcs-api` in `mesh`"),
    ("enableCiliumEndpointSlice", "write `ciliumEndpointSlice.enabled`"),
    ("enableK8sTerminatingEndpoint", "remove it: it is always on"),
    ("enableRuntimeDeviceDetection", "remove it: it is always on"),
    ("encryption.interface", "write `encryption.ipsec.interface`"),
    ("encryption.ipsec.encryptedOverlay", "remove it: the overlay is always encrypted"),
    ("encryption.keyFile", "write `encryption.ipsec.keyFile`"),
    ("encryption.mountPath", "write `encryption.ipsec.mountPath`"),
    ("encryption.secretName", "set `encryption secret=` in `mesh`"),
    (
        "encryption.strictMode.allowRemoteNodeIdentities",
        "write `encryption.strictMode.egress.allowRemoteNodeIdentities`",
    ),
    ("encryption.strictMode.cidr", "write `encryption.strictMode.egress.cidr`"),
    ("encryption.strictMode.enabled", "write `encryption.strictMode.egress.enabled`"),
    ("encryption.wireguard.userspaceFallback", "remove it: there is no fallback"),
    ("etcd.managed", "remove it: there is no etcd operator"),
    ("externalIPs", "set `kube-proxy-replacement` in the cluster"),
    ("externalWorkloads", "remove it: there are no external workloads any more"),
    ("hostPort", "set `kube-proxy-replacement` in the cluster"),
    ("l2podAnnouncements.interface", "write `l2podAnnouncements.interfacePattern`"),
    ("nodePort.enabled", "set `kube-proxy-replacement` in the cluster"),
    ("proxy.prometheus.enabled", "write `envoy.prometheus.enabled`"),
    ("proxy.prometheus.port", "write `envoy.prometheus.port`"),
    ("remoteNodeIdentity", "remove it: it is always on"),
    ("svcSourceRangeCheck", "remove it: it is always on"),
    ("tunnel", "set `routing` in `mesh`"),
];

const fn gone(name: &'static str, minor: u16, instead: &'static str) -> Key {
    Key { name, minor, instead }
}

/// Why a key is not read in the line `1.<minor>`, when it is not.
pub fn key(name: &str, minor: u16) -> Option<Retired> {
    let key = CONFIG.iter().find(|key| key.name == name && key.minor <= minor)?;
    Some(Retired { name: name.to_string(), since: format!("1.{}", key.minor), instead: key.instead })
}

/// Why a value of the chart does nothing or fails, when it once did something.
pub fn value(dictionary: Dictionary, path: &str) -> Option<Retired> {
    let (ended, since) = dictionary.ended(path)?;
    let is_it = |(known, _): &&(&str, &str)| {
        path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let (name, instead) = VALUES.iter().find(is_it).copied().unwrap_or((ended, "remove it"));
    let since = if since.patch == 0 { since.line_name() } else { since.to_string() };
    Some(Retired { name: name.to_string(), since, instead })
}
