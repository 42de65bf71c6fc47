//! How a Secret comes into each cluster, and who can decrypt those that the user keeps encrypted.

use super::CLUSTER;
use crate::source::{Listed, Span};

/// How a Secret comes into each cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Origin {
    /// It is there.
    #[default]
    Existing,
    /// External Secrets fetches it.
    External(Store),
    /// The user keeps it encrypted beside the generated files; the tool that applies them decrypts it.
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
    /// The entry in it, in which `{cluster}` and `{secret}` are replaced by names.
    pub key: String,
}

impl Store {
    /// The entry with the key material of a cluster that goes into a Secret.
    pub fn entry(&self, cluster: &str, secret: &str) -> String {
        self.key.replace(CLUSTER, cluster).replace("{secret}", secret)
    }
}

/// Who recipients of encrypted files are, and where Flux has the key.
#[derive(Debug, Clone)]
pub struct Sops {
    /// The place of the `sops` node.
    pub span: Span,
    /// Recipients by the names that SOPS has for their kinds.
    pub recipients: Listed<(&'static str, Vec<String>)>,
    /// The Secret with the key that decrypts, in the namespace of Flux, when it is stated.
    pub decryption_secret: Option<String>,
}

impl Sops {
    /// The Secret with the key that decrypts. None where Flux asks a key management service, by an identity
    /// of its own (`docs/spec/v1/kustomizations.md` of kustomize-controller v1.10).
    pub fn decryption_secret(&self) -> Option<&str> {
        let has_key = self.recipients.iter().any(|(kind, all)| matches!(*kind, "age" | "pgp") && !all.is_empty());
        self.decryption_secret.as_deref().or(has_key.then_some(DECRYPTION_SECRET))
    }
}

/// The Secret that the documentation of Flux keeps the key in.
pub const DECRYPTION_SECRET: &str = "sops-age";
