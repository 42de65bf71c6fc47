//! What users must know about the Secrets that they keep encrypted: which files are missing, and how to make
//! one.

use super::{Options, print};
use meshc::emit::{CONFIGURATION, encrypted_file};
use meshc::plan::{Encrypted, Plan};
use meshc::sync;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many missing files are named.
const SHOWN: usize = 4;

/// Prints which encrypted Secrets are missing in the output directory. The mesh is not wrong then, but an
/// overlay that names one does not build.
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
    for path in missing.iter().take(SHOWN) {
        print::remark(&format!("  {}", dir.join(path).display()), options);
        if let Some(wanted) = files.get(*path) {
            let Encrypted { secret, namespace, kind, keys } = wanted;
            print::remark(&format!("    Secret {namespace}/{secret}"), options);
            print::remark(&format!("    of type {kind}, with the keys {}", keys.join(", ")), options);
        }
    }
    if missing.len() > SHOWN {
        print::remark(&format!("  and {} more", missing.len() - SHOWN), options);
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
    let noun = if names.len() == 1 { "Secret" } else { "Secrets" };
    let text = format!("meshc: not in the output: the encrypted {noun} {}", print::few(&names, SHOWN));
    print::remark(&text, options);
}
