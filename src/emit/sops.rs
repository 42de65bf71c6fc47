//! `.sops.yaml`: for whom SOPS encrypts the Secrets that users keep beside the generated files.
//!
//! SOPS takes the first rule whose expression matches the path below this file, in Go's syntax, and reads
//! this file where it is named, `--config`, or looks for it from the working directory upwards
//! (`config/config.go` of 3.8 to 3.13).

use super::{BESIDE, has_beside, insert};
use crate::plan::{Cluster, Encrypted, Plan};
use crate::tree::{ENCRYPTED, Tree};
use crate::yaml::{self, Map, Value, json};

/// The name that SOPS looks for.
pub const CONFIGURATION: &str = ".sops.yaml";

/// The file of an encrypted Secret in the folder of what a cluster is given besides its base.
pub(super) fn file(encrypted: &Encrypted) -> String {
    format!("{}{ENCRYPTED}", encrypted.secret)
}

/// The path of an encrypted Secret of a cluster, which the user writes.
pub fn encrypted_file(plan: &Plan, cluster: &Cluster, encrypted: &Encrypted) -> String {
    let folder = format!("clusters/{}", cluster.name);
    let folder = if has_beside(plan, cluster) { format!("{folder}/{BESIDE}") } else { folder };
    format!("{folder}/{}", file(encrypted))
}

/// Writes the one rule: Kubernetes and kustomize must be able to read all but what is secret.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    let Some(sops) = &plan.sops else { return };
    let mut rule = Map::new();
    rule.insert("path_regex".to_string(), format!(r"(^|/)clusters/[^/]+/({BESIDE}/)?[^/]+\.sops\.yaml$").into());
    rule.insert("encrypted_regex".to_string(), "^(data|stringData)$".into());
    // Joined with commas: lists are read since 3.11 only.
    let recipients = sops.recipients.iter().map(|(kind, all)| (kind.clone(), Value::from(all.join(","))));
    rule.extend(recipients);
    insert(tree, CONFIGURATION, &yaml::write(&json!({ "creation_rules": [rule] })));
}
