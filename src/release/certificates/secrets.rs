//! The Secrets with certificates of the charts: for what each is, and what it depends on
//! (`templates/clustermesh-apiserver/tls-*` and `templates/hubble/tls-*`, 1.14 to 1.20).

use crate::release::Modern;

/// The Secret with the CA that signs certificates.
pub const CA: &str = "cilium-ca";

/// The certificate of the administrator of clustermesh-apiserver's etcd.
pub const ADMIN: &str = "clustermesh-apiserver-admin-cert";
/// The certificate with which agents read KVStoreMesh.
pub const LOCAL: &str = "clustermesh-apiserver-local-cert";
/// The certificate with which a cluster reads its peers.
pub const REMOTE: &str = "clustermesh-apiserver-remote-cert";
/// The certificate of clustermesh-apiserver's etcd itself.
pub const SERVER: &str = "clustermesh-apiserver-server-cert";

/// A Secret with a certificate.
pub struct Secret {
    pub name: &'static str,
    pub whose: Whose,
    /// Values that must be on, beside those that all of its owner's need.
    pub needs: &'static [&'static str],
    /// The value that names another Secret in its place.
    pub instead: Option<&'static str>,
    /// The releases that have it.
    pub since: fn(&Modern) -> bool,
}

/// For what certificates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// clustermesh-apiserver, and those that connect to it.
    Apiserver,
    /// Hubble.
    Hubble,
}

impl Whose {
    /// Where their values are.
    pub fn path(self) -> &'static str {
        match self {
            Whose::Apiserver => "clustermesh.apiserver.tls",
            Whose::Hubble => "hubble.tls",
        }
    }
}

/// For what the certificate in a Secret is; nothing for another Secret.
pub fn whose(secret: &str) -> Option<Whose> {
    SECRETS.iter().find(|row| row.name == secret).map(|row| row.whose)
}

/// The names of all Secrets with certificates, and of that with their CA, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    std::iter::once(CA).chain(SECRETS.iter().map(|row| row.name))
}

const fn of_hubble(name: &'static str, needs: &'static [&'static str], instead: &'static str) -> Secret {
    Secret { name, whose: Whose::Hubble, needs, instead: Some(instead), since: |_| true }
}

const fn of_apiserver(name: &'static str, needs: &'static [&'static str]) -> Secret {
    Secret { name, whose: Whose::Apiserver, needs, instead: None, since: |_| true }
}

pub const TLS: &str = "hubble.tls.enabled";
pub const RELAY: &str = "hubble.relay.enabled";
const RELAY_TLS: &str = "hubble.relay.tls.server.enabled";

pub static SECRETS: &[Secret] = &[
    of_apiserver(ADMIN, &[]),
    of_apiserver("clustermesh-apiserver-client-cert", &[EXTERNAL_WORKLOADS]),
    Secret {
        since: |modern| modern.has_local_certificate,
        ..of_apiserver(LOCAL, &["clustermesh.useAPIServer", KVSTOREMESH])
    },
    of_apiserver(REMOTE, &["clustermesh.useAPIServer"]),
    of_apiserver(SERVER, &[]),
    Secret {
        since: |modern| modern.hubble_metrics_over_tls,
        ..of_hubble(
            "hubble-metrics-server-certs",
            &["agent", "hubble.metrics.tls.enabled"],
            "hubble.metrics.tls.server.existingSecret",
        )
    },
    of_hubble("hubble-relay-client-certs", &[TLS, RELAY], "hubble.relay.tls.client.existingSecret"),
    of_hubble("hubble-relay-server-certs", &[TLS, RELAY, RELAY_TLS], "hubble.relay.tls.server.existingSecret"),
    of_hubble("hubble-server-certs", &["agent", TLS], "hubble.tls.server.existingSecret"),
    of_hubble(
        "hubble-ui-client-certs",
        &[TLS, RELAY, RELAY_TLS, "hubble.ui.enabled"],
        "hubble.ui.tls.client.existingSecret",
    ),
];

pub const EXTERNAL_WORKLOADS: &str = "externalWorkloads.enabled";
pub const KVSTOREMESH: &str = "clustermesh.apiserver.kvstoremesh.enabled";
