//! FORMATS: what is written for a Plan, one file of code for each kind of output.

mod argocd;
mod flux;
mod kops;
mod kustomize;
mod manifests;
mod sops;

pub use manifests::{all_manifests, manifests};
pub use sops::{CONFIGURATION, encrypted_file};

use crate::plan::Plan;
use crate::tree::{Scope, Tree};

/// A row: one kind of output.
#[derive(Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What writes it.
    pub emit: fn(&Plan, &mut Tree),
}

/// The rows, sorted by name.
pub static FORMATS: &[Format] = &[
    Format { name: "argocd", emit: argocd::emit },
    Format { name: "flux", emit: flux::emit },
    Format { name: "kops", emit: kops::emit },
    Format { name: "kustomize", emit: kustomize::emit },
    Format { name: "sops", emit: sops::emit },
];

/// Writes every format; `mesh_file` is the name that the files' headers give.
pub fn emit(plan: &Plan, mesh_file: &str) -> Tree {
    let mut tree = Tree::new(Scope::Folders, mesh_file);
    for format in FORMATS {
        (format.emit)(plan, &mut tree);
    }
    tree
}

/// The folder within an overlay that holds what a cluster runs beside its chart, where Flux or Argo CD renders that.
const BESIDE: &str = "beside";

/// A path below the output directory, from the root of the repository on.
fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") }
}

/// Adds a file to the tree. Two files of one path would be a defect of a format, never of a mesh.
fn insert(tree: &mut Tree, path: &str, body: &str) {
    let inserted = tree.insert(path, body);
    debug_assert!(inserted, "two files at {path}");
}
