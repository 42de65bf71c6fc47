//! What users must know about the Secrets that they keep encrypted: which files are missing, and how to make
//! one.

use super::{Options, print};
use meshc::emit::{CONFIGURATION, encrypted_file};
use meshc::plan::{Encrypted, Plan};
use meshc::sync;
use meshc::words::{FEW, few, plural};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Says which encrypted Secrets are missing in the output directory. Nothing is wrong with the mesh then, but
/// no overlay that names one builds.
pub fn missing(plan: &Plan, dir: &Path, options: &Options) {
    let files: BTreeMap<String, &Encrypted> = plan
        .clusters
        .iter()
        .flat_map(|cluster| cluster.encrypted.iter().map(|one| (encrypted_file(plan, cluster, one), one.as_ref())))
        .collect();
    let missing = sync::missing(dir, files.keys().map(String::as_str));
    if missing.is_empty() {
        return;
    }
    let head = match missing.len() {
        1 => "meshc: 1 encrypted Secret is missing, and its overlay does not build:".to_string(),
        count => format!("meshc: {count} encrypted Secrets are missing, and their overlays do not build:"),
    };
    print::remark(&head, options);
    for path in missing.iter().take(FEW) {
        print::remark(&format!("  {}", dir.join(path).display()), options);
        if let Some(wanted) = files.get(*path) {
            let Encrypted { secret, namespace, kind, keys } = wanted;
            print::remark(&format!("    Secret {namespace}/{secret}"), options);
            print::remark(&format!("    of type {kind}, with the keys {}", keys.join(", ")), options);
        }
    }
    if missing.len() > FEW {
        print::remark(&format!("  and {} more", missing.len() - FEW), options);
    }
    let configuration = dir.join(CONFIGURATION);
    print::remark("write each Secret into its file, and encrypt it before you commit it:", options);
    print::remark(&format!("  sops --config {} --encrypt --in-place FILE", configuration.display()), options);
}

/// Prints which Secrets the finished manifests do not contain.
pub fn left_out<'p>(encrypted: impl Iterator<Item = &'p Encrypted>, options: &Options) {
    let names: BTreeSet<(&str, &str)> = encrypted.map(|one| (one.namespace.as_str(), one.secret.as_str())).collect();
    let names: Vec<String> = names.iter().map(|(namespace, secret)| format!("{namespace}/{secret}")).collect();
    if names.is_empty() {
        return;
    }
    let noun = plural(names.len(), "Secret");
    let text = format!("meshc: not in the output: the encrypted {noun} {}", few(&names));
    print::remark(&text, options);
}
