//! FORMATS: what is written for a Plan, one file of code for each kind of output.

mod beside;
mod helm_chart_config;
mod kops;
mod kustomize;
mod manifests;
mod peers;
mod sops;

pub use beside::{BESIDE, beside, changes_beside, has_beside};
pub use kustomize::{kustomization, selector};
pub use manifests::{manifest_files, manifests, text_of};
pub use peers::{WITHOUT_RESTRICTIONS, peers_file};
pub use sops::{CONFIGURATION, encrypted_file};

use crate::plan::Plan;
use crate::tree::Tree;

/// A row: one kind of output.
#[derive(Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// Its folders at the top of the output.
    pub folders: &'static [&'static str],
    /// Its files at the top of the output. Others there are the user's, whatever they contain.
    pub files: &'static [&'static str],
    /// What writes it.
    pub emit: fn(&Plan, &mut Tree),
}

/// The rows, sorted by name.
pub static FORMATS: &[Format] = &[
    Format { name: "kops", folders: &["kops"], files: &[], emit: kops::emit },
    Format { name: "kustomize", folders: &["base", "clusters", "mesh"], files: &[], emit: kustomize::emit },
    Format { name: "sops", folders: &[], files: &[CONFIGURATION], emit: sops::emit },
];

/// Writes every format.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    for format in FORMATS {
        (format.emit)(plan, tree);
    }
}

/// Adds a file to the tree. Two files of one path would be a defect of a format, never of a mesh.
pub fn insert(tree: &mut Tree, path: &str, body: &str) {
    let inserted = tree.insert(path, body);
    debug_assert!(inserted, "two files at {path}");
}
