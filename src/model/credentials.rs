//! Key material: which Secrets a cluster must have, and how each comes into it. meshc names keys and never
//! reads one.

use super::{Cluster, EncryptionKind, Mesh, Method, Origin, Store};
use crate::release::Modern;
use crate::release::certificates::{ADMIN, LOCAL, REMOTE, SERVER};
use crate::source::{Said, Span};
use crate::yaml::Value;

/// A Secret with key material that a cluster must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyMaterial<'m> {
    /// Its name.
    pub secret: &'m str,
    /// Its type.
    pub kind: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
    /// How it comes into the cluster.
    pub origin: &'m Origin,
    /// The place where that is set, or else of what asks for it.
    pub span: Option<Span>,
    /// The node that asks for it.
    pub node: &'static str,
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
    /// The Secrets that `certificates` and `encryption` bring into a cluster; those of etcds are with the
    /// etcds.
    pub fn key_material<'m>(&'m self, cluster: &Cluster) -> Vec<KeyMaterial<'m>> {
        let Some(modern) = cluster.modern() else { return Vec::new() };
        let mut all = Vec::new();
        let (origin, span) = stated(&self.certificates.credentials, self.certificates.span);
        let ca = KeyMaterial {
            secret: self.certificates.ca(),
            kind: "Opaque",
            keys: &["ca.crt", "ca.key"],
            origin,
            span,
            node: "certificates",
            is_one_of_many: false,
        };
        match self.certificates.method() {
            Method::CronJob if cluster.apiserver.get().is_some() && !self.certificates.method.is_broken() => {
                all.push(ca.clone())
            }
            Method::Provided => {
                let names = self.provided(cluster, modern);
                let (kind, keys) = ("kubernetes.io/tls", &["ca.crt", "tls.crt", "tls.key"]);
                let certificate = |secret| KeyMaterial { secret, kind, keys, is_one_of_many: true, ..ca.clone() };
                all.extend(names.into_iter().map(certificate));
            }
            _ => {}
        }
        if self.encryption.kind() == EncryptionKind::Ipsec {
            let (origin, span) = stated(&self.encryption.credentials, self.encryption.span);
            let secret = self.encryption.secret.get().map_or(IPSEC_SECRET, String::as_str);
            all.push(KeyMaterial { secret, keys: &["keys"], origin, span, node: "encryption", ..ca });
        }
        all
    }

    /// The certificates of a cluster (`clustermesh-apiserver/deployment.yaml` and
    /// `cilium-agent/daemonset.yaml` of the charts): that with which it reads peers; and of the etcd beside
    /// clustermesh-apiserver its own, its administrator's, and that of agents which read KVStoreMesh. That
    /// etcd does not exist where KVStoreMesh writes into that of the agents.
    fn provided(&self, cluster: &Cluster, modern: &Modern) -> Vec<&'static str> {
        let mode = cluster.values.get("clustermesh.apiserver.kvstoremesh.kvstoreMode").and_then(Value::as_str);
        let has_etcd = !(cluster.is_kvstore() && mode == Some("external"));
        let names = [
            (ADMIN, has_etcd),
            (LOCAL, has_etcd && modern.has_local_certificate && self.caches(cluster)),
            (REMOTE, true),
            (SERVER, has_etcd),
        ];
        let is_needed = |(_, is_needed): &(&str, bool)| *is_needed && cluster.apiserver.get().is_some();
        names.into_iter().filter(is_needed).map(|(name, _)| name).collect()
    }

    /// Every `credentials` of the mesh.
    pub fn origins(&self) -> impl Iterator<Item = &Said<Origin>> {
        let of_etcds = self.clusters.iter().map(|cluster| &cluster.etcd.credentials.origin);
        [&self.certificates.credentials, &self.encryption.credentials].into_iter().chain(of_etcds)
    }

    /// Whether the user keeps a Secret encrypted, as far as is known: one that cannot be read may be.
    pub fn may_encrypt(&self) -> bool {
        self.origins().any(|origin| origin.is_broken() || origin.get() == Some(&Origin::Sops))
    }

    /// Whether the output brings the CA that `certificates` signs with.
    pub fn brings_ca(&self) -> bool {
        let origin = self.certificates.credentials.get();
        self.certificates.method() == Method::CronJob && origin.is_some_and(|origin| *origin != Origin::Existing)
    }

    /// Whether the jobs that make certificates are to fail without the CA, rather than make another one,
    /// which no peer would know. Every cluster has been given its CA, so that one which is missing is a
    /// mistake; one that the output brings may be slower than a job.
    ///
    /// On the chart a release must have a value for that (`certgen.generateCA`). On manifests the argument
    /// can always be changed, but where the CA is only assumed to exist they do as their release's chart
    /// does.
    pub fn awaits_ca(&self, cluster: &Cluster) -> bool {
        let can_be_told = cluster.modern().is_some_and(|modern| modern.can_await_ca);
        let is_brought = cluster.manifests().is_some() && self.brings_ca();
        let makes_certificates = self.certificates.method() == Method::CronJob && cluster.apiserver.get().is_some();
        makes_certificates && (can_be_told || is_brought)
    }
}

/// How a Secret comes into clusters, and where that is set.
fn stated(credentials: &Said<Origin>, node: Option<Span>) -> (&Origin, Option<Span>) {
    (credentials.get().unwrap_or(&Origin::Existing), credentials.span().or(node))
}
