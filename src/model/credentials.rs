//! Key material: which Secrets a cluster must hold, and how each comes into it. meshc names keys and never reads one.

use super::{Cluster, EncryptionKind, Mesh, Method};
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

/// How a Secret comes into each cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// It is there.
    #[default]
    Existing,
    /// External Secrets fetches it.
    External(Store),
    /// The user keeps it encrypted beside the generated files; whoever applies them decrypts it.
    Sops,
}

impl Origin {
    /// Where External Secrets fetches it.
    pub fn store(&self) -> Option<&Store> {
        if let Origin::External(store) = self { Some(store) } else { None }
    }
}

/// A store of External Secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Its name.
    pub name: String,
    /// `SecretStore` or `ClusterSecretStore`.
    pub kind: String,
    /// The entry in it, in which `{cluster}` and `{secret}` stand for names.
    pub key: String,
}

impl Store {
    /// The entry with the key material of a cluster that goes into a Secret.
    pub fn entry(&self, cluster: &str, secret: &str) -> String {
        self.key.replace("{cluster}", cluster).replace("{secret}", secret)
    }
}

/// Who recipients of encrypted files are, and where Flux has the key.
#[derive(Debug, Clone)]
pub struct Sops {
    /// The place of the `sops` node.
    pub span: Span,
    /// Recipients by the names that SOPS has for their kinds.
    pub recipients: Vec<(&'static str, Vec<String>)>,
    /// The Secret with the key that decrypts, in the namespace of Flux.
    pub decryption_secret: String,
}

/// The Secret that the documentation of Flux keeps the key in.
pub const DECRYPTION_SECRET: &str = "sops-age";

/// A Secret with key material that a cluster must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMaterial<'m> {
    /// Its name.
    pub secret: &'m str,
    /// Its type.
    pub kind: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
    /// How it comes into the cluster, and where that is said.
    pub origin: &'m Spanned<Origin>,
    /// Whether the same node asks for other Secrets too.
    pub is_one_of_many: bool,
}

impl KeyMaterial<'_> {
    /// The entry of a store with the key material: one for each Secret.
    pub fn entry(&self, store: &Store, cluster: &str) -> String {
        let entry = store.entry(cluster, self.secret);
        if self.is_one_of_many && !store.key.contains("{secret}") { format!("{entry}/{}", self.secret) } else { entry }
    }
}

/// The Secret with the keys of IPsec that the charts mount (`encryption.ipsec.secretName`).
pub const IPSEC_SECRET: &str = "cilium-ipsec-keys";

impl Mesh {
    /// The Secrets that `certificates` and `encryption` bring into a cluster; those of etcds are with the etcds.
    pub fn key_material<'m>(&'m self, cluster: &Cluster) -> Vec<KeyMaterial<'m>> {
        let Some(modern) = cluster.modern() else { return Vec::new() };
        let mut all = Vec::new();
        if let Some(origin) = &self.certificates.credentials {
            let ca = KeyMaterial {
                secret: self.certificates.ca(),
                kind: "Opaque",
                keys: &["ca.crt", "ca.key"],
                origin,
                is_one_of_many: false,
            };
            match self.certificates.method {
                Method::CronJob if cluster.apiserver.is_some() => all.push(ca),
                Method::Provided => {
                    let names = self.provided(cluster, modern.has_local_certificate);
                    let keys = &["ca.crt", "tls.crt", "tls.key"];
                    let certificate = |secret| KeyMaterial {
                        secret,
                        kind: "kubernetes.io/tls",
                        keys,
                        is_one_of_many: true,
                        ..ca.clone()
                    };
                    all.extend(names.into_iter().map(certificate));
                }
                _ => {}
            }
        }
        if let (EncryptionKind::Ipsec, Some(origin)) = (self.encryption.kind, &self.encryption.credentials) {
            let secret = self.encryption.secret.as_deref().unwrap_or(IPSEC_SECRET);
            all.push(KeyMaterial { secret, kind: "Opaque", keys: &["keys"], origin, is_one_of_many: false });
        }
        all
    }

    /// The certificates of a cluster (`clustermesh-apiserver/deployment.yaml` and `cilium-agent/daemonset.yaml` of the charts):
    /// its etcd's own and its administrator's; the one with which it reads peers; and that of agents that read KVStoreMesh.
    fn provided(&self, cluster: &Cluster, has_local: bool) -> Vec<&'static str> {
        let shows_state = cluster.apiserver.is_some() && !cluster.is_kvstore();
        let reads = || self.peers(cluster).iter().any(|peer| peer.apiserver.is_some() && !peer.is_kvstore());
        let names = [
            ("clustermesh-apiserver-admin-cert", shows_state),
            ("clustermesh-apiserver-local-cert", has_local && self.caches(cluster)),
            ("clustermesh-apiserver-remote-cert", cluster.apiserver.is_some() || reads()),
            ("clustermesh-apiserver-server-cert", shows_state),
        ];
        names.into_iter().filter(|(_, is_needed)| *is_needed).map(|(name, _)| name).collect()
    }

    /// The clusters whose etcds a cluster reads, its own among them.
    pub fn etcds_of<'m>(&'m self, cluster: &'m Cluster) -> Vec<&'m Cluster> {
        if cluster.modern().is_some() && !self.reads_etcds(cluster) {
            return Vec::new();
        }
        if self.is_full() {
            return self.clusters.iter().collect();
        }
        self.peers(cluster).into_iter().chain([cluster]).collect()
    }

    /// The names of the Secrets that the output brings into a cluster in some way.
    pub fn brings<'m>(&'m self, cluster: &'m Cluster) -> BTreeSet<&'m str> {
        let of_etcds = self.etcds_of(cluster).into_iter().filter(|read| read.etcd.tls.is_some());
        let of_etcds = of_etcds.map(|read| &read.etcd.credentials).filter(|stated| stated.origin != Origin::Existing);
        let of_etcds = of_etcds.map(|stated| stated.secret.as_str());
        let own = self.key_material(cluster).into_iter().filter(|own| own.origin.value != Origin::Existing);
        of_etcds.chain(own.map(|own| own.secret)).collect()
    }
}
