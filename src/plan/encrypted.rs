//! Secrets that users keep encrypted, and who can decrypt them.

/// Who can decrypt encrypted Secrets.
#[derive(Debug, Clone)]
pub struct Sops {
    /// Recipients by the names that SOPS has for their kinds.
    pub recipients: Vec<(String, Vec<String>)>,
    /// The Secret with the key that decrypts, in the namespace of what applies the output; none where no key
    /// is kept there.
    pub decryption_secret: Option<String>,
}

/// A Secret that the user keeps encrypted beside the generated files: it is named, and never read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encrypted {
    /// Its name.
    pub secret: String,
    /// Its namespace.
    pub namespace: String,
    /// Its type.
    pub kind: String,
    /// Its keys, sorted.
    pub keys: Vec<String>,
}
