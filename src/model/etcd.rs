//! The etcd through which a cluster's state is reached, and the key material that its clients need.

use super::Origin;
use crate::release::Version;
use crate::source::{Listed, Said, Span, Spanned};

/// The etcd through which a cluster's state is reached.
#[derive(Debug, Clone, Default)]
pub struct Etcd {
    /// Its client endpoints, as they were written or as kops builds them.
    pub endpoints: Listed<Spanned<String>>,
    /// Its version.
    pub version: Said<Version>,
    /// The key material that clients need.
    pub tls: Said<Tls>,
    /// How the key material comes into each cluster.
    pub credentials: Credentials,
}

/// The names under which the chart looks for the key material of a cluster's own etcd
/// (`cilium-configmap.yaml`).
const CHART_KEYS: [&str; 3] = ["etcd-client-ca.crt", "etcd-client.crt", "etcd-client.key"];

impl Etcd {
    /// Whether its key material is where the chart looks for it.
    pub fn has_keys_of_chart(&self) -> bool {
        let stated = |tls: &Tls| {
            [&tls.ca, &tls.cert, &tls.key].map(|key| key.get().map(String::as_str).unwrap_or_default()) == CHART_KEYS
        };
        self.credentials.secret == DEFAULT_ETCD_SECRET && self.tls.get().is_some_and(stated)
    }
}

/// Keys inside a Secret, never files of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The place of the `tls` node.
    pub span: Span,
    /// The CA that signs the servers.
    pub ca: Said<String>,
    /// The client certificate.
    pub cert: Said<String>,
    /// Its key.
    pub key: Said<String>,
}

impl Tls {
    /// The keys that the Secret must have.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        [&self.ca, &self.cert, &self.key].into_iter().filter_map(|key| key.get().map(String::as_str))
    }
}

/// How key material comes into each cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The Secret with it.
    pub secret: String,
    /// How it comes into the cluster.
    pub origin: Said<Origin>,
}

impl Credentials {
    /// How it comes into the cluster: it is there, unless something else is stated.
    pub fn origin(&self) -> &Origin {
        self.origin.get().unwrap_or(&Origin::Existing)
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Credentials { secret: DEFAULT_ETCD_SECRET.to_string(), origin: Said::Nothing }
    }
}

/// The Secret that the agents of 1.2 to 1.4 mount (`examples/kubernetes/1.10/cilium-ds.yaml`).
pub const DEFAULT_ETCD_SECRET: &str = "cilium-etcd-secrets";
