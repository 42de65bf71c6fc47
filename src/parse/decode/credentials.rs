//! How key material comes into clusters, and who can decrypt what is encrypted.

use super::statement::Statement;
use crate::diagnostic::Diagnostics;
use crate::kdl::Item;
use crate::model::{Mesh, Origin, Sops, Store};
use crate::parse::grammar::GRAMMAR;
use crate::parse::guess::children;
use crate::rules::missing_node;
use crate::source::{Listed, Said, Span};
use std::collections::BTreeSet;

/// What a `credentials` node sets.
pub fn origin(item: Item<'_>) -> Option<Origin> {
    let word = |name: &str| Some(item.property(name)?.text()?.value);
    match item.text()?.value.as_str() {
        "existing" => Some(Origin::Existing),
        "sops" => Some(Origin::Sops),
        "external-secrets" => {
            let kind = word("store-kind").unwrap_or_else(|| "ClusterSecretStore".to_string());
            Some(Origin::External(Store { name: word("store")?, kind, key: word("key")? }))
        }
        _ => None,
    }
}

/// What stands in `sops`.
pub fn sops(statement: Statement<'_>) -> Said<Sops> {
    let kinds = GRAMMAR.iter().find(|node| node.name == "sops").map(children).unwrap_or_default();
    let mut recipients = Listed::default();
    for node in kinds.iter().filter(|node| node.name != "decryption-secret") {
        let texts = statement.arguments(node.name, |entry| Some(entry.text()?.value));
        let mut all: Vec<String> = texts.iter().map(|text| text.value.clone()).collect();
        all.sort();
        all.dedup();
        if !texts.is_nothing() {
            recipients.push((node.name, all));
        }
        texts.broken().into_iter().for_each(|span| recipients.break_at(span));
    }
    statement.read(|item| {
        let secret = item.child("decryption-secret").and_then(Item::text);
        Some(Sops { span: item.head(), recipients, decryption_secret: secret.map(|secret| secret.value) })
    })
}

/// Who keeps Secrets encrypted must say who can decrypt them.
pub fn recipients(mesh: &Mesh, found: &mut Diagnostics) {
    const EXAMPLE: &str = "age \"age1…\"";
    match &mesh.sops {
        Said::Value(sops) if sops.value.recipients.is_nothing() => {
            let help = format!("write `{EXAMPLE}` in its braces, with the public key that `age-keygen` prints");
            let message = "`sops` names no recipients";
            found.push(missing_node::RULE.at(sops.span, "no recipients", message).help(help));
        }
        Said::Value(_) | Said::Broken(_) => {}
        Said::Nothing => {
            if let Some(span) = encrypted(mesh).first() {
                let message = "`credentials \"sops\"` needs a `sops` node that names the recipients";
                let help = format!("add `sops {{ {EXAMPLE} }}`, with the public key that `age-keygen` prints");
                found.push(missing_node::RULE.at(*span, "without recipients", message).help(help));
            }
        }
    }
}

/// The places of all `credentials "sops"`.
fn encrypted(mesh: &Mesh) -> BTreeSet<Span> {
    let sops = mesh.origins().filter(|origin| origin.get() == Some(&Origin::Sops));
    sops.filter_map(Said::span).collect()
}
