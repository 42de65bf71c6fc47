//! Keys of `cilium-config` and values of the Helm chart that a release no longer reads: most of them are
//! silently ignored, the others make the chart fail.
//!
//! Since when a value is gone the dictionary knows, to the patch release; what to write instead was read in
//! the charts' `validate.yaml` and in Cilium's upgrade notes. A key is read for as long as a program has the
//! flag, which no page names once it is deprecated.

use self::Instead::{Nothing, Other};
use super::dictionary::Dictionary;

/// A key or a value that is no longer read.
#[derive(Debug)]
pub struct Retired {
    /// Its name; of a value, with dots between its keys. Everything below a value belongs to it.
    pub name: String,
    /// The first release that does not read it, such as `1.15`.
    pub since: String,
    /// What is in its place.
    pub instead: Instead,
}

/// What is in the place of something that is no longer read, as an imperative.
#[derive(Debug, Clone, Copy)]
pub enum Instead {
    /// Nothing: it goes.
    Nothing(&'static str),
    /// Something else.
    Other(&'static str),
}

impl Instead {
    /// The imperative.
    pub fn text(self) -> &'static str {
        match self {
            Nothing(text) | Other(text) => text,
        }
    }
}

/// A key with the line that ends it.
struct Key {
    name: &'static str,
    minor: u16,
    instead: Instead,
}

/// Keys of `cilium-config`, sorted.
const CONFIG: &[Key] = &[
    gone("bpf-lb-proto-diff", 19, Nothing("remove it: protocols are always distinguished")),
    gone("clustermesh-ip-identities-sync-timeout", 17, Other("write `clustermesh-sync-timeout`")),
    gone("enable-custom-calls", 19, Nothing("remove it")),
    gone("enable-encryption-strict-mode", 20, Other("write `enable-encryption-strict-mode-egress`")),
    gone("enable-external-ips", 19, Other("set `kube-proxy-replacement` in the cluster")),
    gone("enable-external-workloads", 18, Nothing("remove it: there are no external workloads any more")),
    gone("enable-host-port", 19, Other("set `kube-proxy-replacement` in the cluster")),
    gone("enable-internal-traffic-policy", 19, Nothing("remove it: it is always on")),
    gone("enable-ipsec-encrypted-overlay", 20, Nothing("remove it: the overlay is always encrypted")),
    gone("enable-ipv4-egress-gateway", 19, Other("write `enable-egress-gateway`")),
    gone("enable-node-port", 19, Other("set `kube-proxy-replacement` in the cluster")),
    gone("enable-recorder", 19, Nothing("remove it")),
    gone("enable-remote-node-identity", 16, Nothing("remove it: it is always on")),
    gone("enable-session-affinity", 19, Nothing("remove it: it is always on")),
    gone("enable-svc-source-range-check", 19, Nothing("remove it: it is always on")),
    gone("enable-wireguard-userspace-fallback", 17, Nothing("remove it: there is no fallback")),
    gone(
        "encryption-strict-mode-allow-remote-node-identities",
        20,
        Other("write `encryption-strict-egress-allow-remote-node-identities`"),
    ),
    gone("encryption-strict-mode-cidr", 20, Other("write `encryption-strict-egress-cidr`")),
    gone("endpoint-status", 16, Nothing("remove it")),
    gone("install-egress-gateway-routes", 16, Nothing("remove it")),
    gone("ip-allocation-timeout", 16, Nothing("remove it: it no longer limits anything")),
    gone("l2-pod-announcements-interface", 19, Other("write `l2-pod-announcements-interface-pattern`")),
    gone("sidecar-istio-proxy-image", 16, Nothing("remove it")),
    gone("tunnel", 15, Other("set `routing` in `mesh`")),
];

/// Values of the chart that have something in their place, or need none, sorted; nothing is in the place of
/// others.
const VALUES: &[(&str, Instead)] = &[
    ("bgp", Other("write `bgpControlPlane`")),
    ("clustermesh.apiserver.etcd.image", Nothing("remove it: the image of `clustermesh.apiserver` contains etcd too")),
    (
        "clustermesh.apiserver.kvstoremesh.image",
        Nothing("remove it: the image of `clustermesh.apiserver` contains KVStoreMesh too"),
    ),
    (
        "clustermesh.apiserver.tls.admin",
        Nothing("remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`"),
    ),
    (
        "clustermesh.apiserver.tls.ca",
        Nothing("remove it: the CA comes from the Secret that `certificates ca-secret=` names"),
    ),
    ("clustermesh.apiserver.tls.client", Nothing("remove it: there are no external workloads any more")),
    ("clustermesh.apiserver.tls.enableSecrets", Other("write `certificates \"provided\"` in `mesh`")),
    (
        "clustermesh.apiserver.tls.remote",
        Nothing("remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`"),
    ),
    (
        "clustermesh.apiserver.tls.server.cert",
        Nothing("remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`"),
    ),
    (
        "clustermesh.apiserver.tls.server.key",
        Nothing("remove it: for Secrets that exist already, write `certificates \"provided\"` in `mesh`"),
    ),
    ("clustermesh.enableMCSAPISupport", Other("set `mcs-api` in `mesh`")),
    ("enableCiliumEndpointSlice", Other("write `ciliumEndpointSlice.enabled`")),
    ("enableK8sTerminatingEndpoint", Nothing("remove it: it is always on")),
    ("enableRuntimeDeviceDetection", Nothing("remove it: it is always on")),
    ("encryption.interface", Other("write `encryption.ipsec.interface`")),
    ("encryption.ipsec.encryptedOverlay", Nothing("remove it: the overlay is always encrypted")),
    ("encryption.keyFile", Other("write `encryption.ipsec.keyFile`")),
    ("encryption.mountPath", Other("write `encryption.ipsec.mountPath`")),
    ("encryption.secretName", Other("set `encryption secret=` in `mesh`")),
    (
        "encryption.strictMode.allowRemoteNodeIdentities",
        Other("write `encryption.strictMode.egress.allowRemoteNodeIdentities`"),
    ),
    ("encryption.strictMode.cidr", Other("write `encryption.strictMode.egress.cidr`")),
    ("encryption.strictMode.enabled", Other("write `encryption.strictMode.egress.enabled`")),
    ("encryption.wireguard.userspaceFallback", Nothing("remove it: there is no fallback")),
    ("etcd.managed", Nothing("remove it: there is no etcd operator")),
    ("externalIPs", Other("set `kube-proxy-replacement` in the cluster")),
    ("externalWorkloads", Nothing("remove it: there are no external workloads any more")),
    ("hostPort", Other("set `kube-proxy-replacement` in the cluster")),
    ("l2podAnnouncements.interface", Other("write `l2podAnnouncements.interfacePattern`")),
    ("nodePort.enabled", Other("set `kube-proxy-replacement` in the cluster")),
    ("proxy.prometheus.enabled", Other("write `envoy.prometheus.enabled`")),
    ("proxy.prometheus.port", Other("write `envoy.prometheus.port`")),
    ("remoteNodeIdentity", Nothing("remove it: it is always on")),
    ("svcSourceRangeCheck", Nothing("remove it: it is always on")),
    ("tunnel", Other("set `routing` in `mesh`")),
];

const fn gone(name: &'static str, minor: u16, instead: Instead) -> Key {
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
    let is_it = |(known, _): &&(&str, Instead)| {
        path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let (name, instead) = VALUES.iter().find(is_it).copied().unwrap_or((ended, Nothing("remove it")));
    let since = if since.patch == 0 { since.line_name() } else { since.to_string() };
    Some(Retired { name: name.to_string(), since, instead })
}
