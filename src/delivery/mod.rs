//! DELIVERIES: what applies the output. A row is one tool: what it adapts in a Plan, before that is judged,
//! and the folder in which it finds what it must know.
//!
//! Some of what a tool must find in objects is there whether or not the mesh file names the tool: the output
//! may be applied by one that mesh.kdl does not name.

mod argocd;
mod change;
mod flux;
mod jobs;
mod names;
mod substitution;

use crate::emit::{insert, kustomization};
use crate::plan::Plan;
use crate::tree::Tree;
use crate::yaml::Value;

/// A row: one tool.
#[derive(Debug)]
pub struct Delivery {
    /// Its name.
    pub name: &'static str,
    /// Its folder at the top of the output.
    pub folder: &'static str,
    /// Names that are taken where clusters have files of their own in that folder.
    pub reserved: &'static [&'static str],
    /// Adapts the plan: objects, changes and values of charts that the tool needs to be other than they are.
    pub adapt: fn(&mut Plan),
    /// Writes its folder.
    pub emit: fn(&Plan, &mut Tree),
}

/// The rows, sorted by name.
pub static DELIVERIES: &[Delivery] = &[
    Delivery {
        name: "Argo CD",
        folder: "argocd",
        reserved: &["kustomization"],
        adapt: argocd::adapt,
        emit: argocd::emit,
    },
    Delivery {
        name: "Flux",
        folder: "flux",
        reserved: &["kustomization", "releases"],
        adapt: flux::adapt,
        emit: flux::emit,
    },
];

/// Adapts a plan to every tool.
pub fn adapt(plan: &mut Plan) {
    for delivery in DELIVERIES {
        (delivery.adapt)(plan);
    }
    // A mesh may move from one tool to another, so that the names of all are taken.
    if plan.is_delivered {
        plan.reserved = DELIVERIES.iter().flat_map(|delivery| delivery.reserved).copied().collect();
        plan.reserved.sort_unstable();
        plan.reserved.dedup();
    }
}

/// Writes the folder of every tool that applies the output.
pub fn emit(plan: &Plan, tree: &mut Tree) {
    for delivery in DELIVERIES {
        (delivery.emit)(plan, tree);
    }
    let emptied = format!("{EMPTIED}{}", kustomization(None, Vec::new(), Vec::new()));
    for root in &plan.roots {
        if tree.get(root).is_none() {
            insert(tree, root, &emptied);
        }
    }
}

/// What is at the top of a folder from which nothing is applied any more. Flux and Argo CD remove nothing
/// where they find no folder: `kustomization path not found`, `app path does not exist`.
const EMPTIED: &str =
    "# Nothing is applied from here any more. Whoever applies this folder removes what was in it; then delete it.\n";

/// Whether an object is the namespace in which Cilium lives: what it is taken out of must not delete it.
fn is_namespace(object: &Value) -> bool {
    object.get("kind").and_then(Value::as_str) == Some("Namespace")
}

/// A path below the output directory, from the root of the repository on.
fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") }
}
