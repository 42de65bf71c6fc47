//! How key material comes into clusters, and who can decrypt what is encrypted.

use super::word;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Cluster, Mesh, Origin, Sops, Store};
use crate::parse::grammar::{Children, GRAMMAR, Node};
use crate::rules::missing_node;
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

/// What a `credentials` node sets.
pub fn origin(item: Item<'_>) -> Option<Origin> {
    match item.text()?.value.as_str() {
        "existing" => Some(Origin::Existing),
        "sops" => Some(Origin::Sops),
        "external-secrets" => {
            let (name, key) = word(item, "store").zip(word(item, "key"))?;
            let kind = word(item, "store-kind").map_or("ClusterSecretStore".to_string(), |kind| kind.value);
            Some(Origin::External(Store { name: name.value, kind, key: key.value }))
        }
        _ => None,
    }
}

/// The same of the node in the braces of another, with its place.
pub fn inside(item: Item<'_>) -> Option<Spanned<Origin>> {
    let item = item.child("credentials")?;
    Some(Spanned::new(origin(item)?, item.head()))
}

/// Whether a file of the user's is to be encrypted, or might be: what is misspelt is somebody else's finding.
pub fn is_wanted(items: &[Item<'_>]) -> bool {
    let mut open: Vec<Item<'_>> = items.to_vec();
    while let Some(item) = open.pop() {
        let is_other = |how: Spanned<String>| matches!(how.value.as_str(), "existing" | "external-secrets");
        if item.name() == "credentials" && !item.text().is_some_and(is_other) {
            return true;
        }
        if matches!(item.name(), "mesh" | "defaults" | "cluster" | "certificates" | "encryption" | "etcd") {
            open.extend(item.children());
        }
    }
    false
}

/// The content of `sops`.
pub fn sops(item: Item<'_>, is_wanted: bool) -> Sops {
    // What is there and cannot be read is another finding.
    let stated = |node: &&'static Node| item.child(node.name).is_some();
    let of_kind = |node: &'static Node| {
        let texts = item.all(node.name).flat_map(Item::arguments).filter_map(|entry| entry.text());
        let mut recipients: Vec<String> = texts.map(|text| text.value).collect();
        recipients.sort();
        recipients.dedup();
        (node.name, recipients)
    };
    let kinds = GRAMMAR.iter().find(|node| node.name == "sops").map(|node| node.children);
    let nodes = if let Some(Children::Nodes(nodes)) = kinds { nodes } else { &[] };
    let nodes = nodes.iter().filter(|node| node.name != "decryption-secret");
    let secret = item.child("decryption-secret").and_then(Item::text);
    Sops {
        span: item.head(),
        is_wanted,
        recipients: nodes.filter(stated).map(of_kind).collect(),
        decryption_secret: secret.map(|secret| secret.value),
    }
}

/// Encrypted Secrets need recipients. What is `meant`, but misspelt, is not missing.
pub fn recipients(mesh: &Mesh, meant: &BTreeSet<&str>, found: &mut Diagnostics) {
    const EXAMPLE: &str = "age \"age1…\"";
    let is_meant = |names: &[&str]| names.iter().any(|name| meant.contains(name));
    match &mesh.sops {
        Some(sops) if sops.recipients.is_empty() => {
            if !is_meant(&["age", "pgp", "kms", "gcp-kms", "azure-keyvault", "hc-vault-transit-uri"]) {
                let help = format!("write `{EXAMPLE}` in its braces, with the public key that `age-keygen` prints");
                let message = "`sops` names no recipients";
                found.push(missing_node::RULE.at(sops.span, "no recipients", message).help(help));
            }
        }
        Some(_) => {}
        None if is_meant(&["sops"]) => {}
        None => {
            if let Some(span) = encrypted(mesh).first() {
                let message = "Secrets are to be encrypted, but no `sops` names the recipients";
                let help = format!("add `sops {{ {EXAMPLE}; }}`, with the public key that `age-keygen` prints");
                found.push(missing_node::RULE.at(*span, "encrypted by the user", message).help(help));
            }
        }
    }
}

/// The places of all `credentials "sops"`.
fn encrypted(mesh: &Mesh) -> BTreeSet<Span> {
    let nodes = [&mesh.certificates.credentials, &mesh.encryption.credentials].into_iter().flatten();
    let nodes = nodes.filter(|node| node.value == Origin::Sops).map(|node| node.span);
    let is_sops = |cluster: &&Cluster| cluster.etcd.credentials.origin == Origin::Sops;
    let of_etcds = mesh.clusters.iter().filter(is_sops).filter_map(|cluster| cluster.etcd.credentials_span);
    nodes.chain(of_etcds).collect()
}
