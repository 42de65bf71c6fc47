//! The nodes for how key material comes into clusters, and who can decrypt it.

use super::build::{leaf, one, property, required_with, some, with};
use super::{Argument, Children, Node, Property, RecipientKind, Times, Type};

const HOW: &[Argument] = &[one("how", Type::Choice(&["existing", "external-secrets", "sops"]))];

const STORE: Property =
    required_with("external-secrets", "store", Type::ObjectName, "the store that External Secrets reads");
const STORE_KIND: Property = with(
    "external-secrets",
    "store-kind",
    Type::Choice(&["ClusterSecretStore", "SecretStore"]),
    "what kind of store it is; the default is ClusterSecretStore",
);
const KEY: Property = required_with(
    "external-secrets",
    "key",
    Type::Name,
    "the entry in the store, with each key of the Secret as a property; {cluster} is replaced by the cluster's name",
);
const KEY_OF_EACH: Property = Property {
    about: "the entry in the store, with each key of the Secret as a property; {cluster} is replaced by the \
            cluster's name, {secret} for the Secret's; without {secret}, each certificate's entry is <key>/<Secret>",
    ..KEY
};

/// What is allowed in `etcd`, which names the Secret.
pub const OF_ETCD: Node = Node {
    properties: &[property("secret", Type::ObjectName, "the Secret with the key material"), STORE, STORE_KIND, KEY],
    ..leaf("credentials", HOW, "how the key material gets into each cluster")
};

/// Children of `certificates`.
pub const OF_CERTIFICATES: &[Node] = &[Node {
    properties: &[STORE, STORE_KIND, KEY_OF_EACH],
    ..leaf("credentials", HOW, "how the CA, or the provided certificates, get into each cluster")
}];

/// Children of `encryption`.
pub const OF_ENCRYPTION: &[Node] = &[Node {
    properties: &[STORE, STORE_KIND, KEY],
    ..leaf("credentials", HOW, "how the Secret with the IPsec keys, the same in all clusters, gets into each")
}];

/// What is allowed at the top of a file.
pub const SOPS: Node = Node { children: Children::Nodes(RECIPIENTS), ..leaf("sops", &[], SOPS_ABOUT) };

const SOPS_ABOUT: &str = "who can decrypt the encrypted Secrets, for `.sops.yaml`";

/// Children of `sops`: the names that SOPS has for them, with `-` for `_` (`creationRule` in its
/// `config/config.go`).
const RECIPIENTS: &[Node] = &[
    Node {
        times: Times::Any,
        ..leaf("age", &[some("recipient", Type::Recipient(RecipientKind::Age))], "age recipients; SSH keys work too")
    },
    Node {
        times: Times::Any,
        ..leaf("pgp", &[some("fingerprint", Type::Recipient(RecipientKind::Pgp))], "fingerprints of PGP keys")
    },
    Node { times: Times::Any, ..leaf("kms", &[some("ARN", Type::Recipient(RecipientKind::Kms))], "keys of AWS KMS") },
    Node {
        times: Times::Any,
        ..leaf("gcp-kms", &[some("resource", Type::Recipient(RecipientKind::GcpKms))], "keys of Google Cloud KMS")
    },
    Node {
        times: Times::Any,
        ..leaf("azure-keyvault", &[some("URL", Type::Recipient(RecipientKind::Url))], "keys of Azure Key Vault")
    },
    Node {
        times: Times::Any,
        ..leaf("hc-vault-transit-uri", &[some("URL", Type::Recipient(RecipientKind::Url))], "keys of HashiCorp Vault")
    },
    leaf(
        "decryption-secret",
        &[one("Secret", Type::ObjectName)],
        "the Secret with the key that decrypts, in Flux's namespace; the default is sops-age",
    ),
];
