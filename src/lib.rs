//! meshc compiles one description of a Cilium cluster mesh, `mesh.kdl`, into what every cluster of it runs.
//!
//! Four pure passes stand between two that touch the disk, one verb each:
//!
//! ```text
//!  World ──parse──▶ Mesh ──check──▶ Checked ──resolve──▶ Plan ──emit──▶ Tree ──sync──▶ deploy/
//! ```
//!
//! * [`parse`](mod@parse) reads through a [`World`] and makes a [`Mesh`](model::Mesh), whatever the text;
//! * [`check`](mod@check) holds it against [`RULES`](rules::RULES); only it makes a [`Checked`] mesh;
//! * [`resolve`](mod@resolve) settles what every cluster runs, a [`Plan`];
//! * [`emit`](mod@emit) writes each of [`FORMATS`](emit::FORMATS) into a [`Tree`];
//! * [`sync`](mod@sync) brings a directory to that tree, all or nothing.
//!
//! [`impact`](mod@impact) holds two outputs against each other: what applying the new one does to live clusters.
//!
//! Findings are [`Diagnostics`], rendered by [`report`]; [`fmt`](mod@fmt) brings a mesh file into its canonical layout;
//! [`verify`](mod@verify) holds what clusters report against a mesh. What is known of each Cilium release line stands in
//! [`RELEASES`](release::RELEASES), what mesh.kdl may say in [`GRAMMAR`](parse::grammar::GRAMMAR). A new node, rule, release
//! or format is a row in one of those tables; the passes do not grow.
//!
//! Modules point one way, held by the tests in `tests/arrows`. In this table, `above` are the modules of all rows above, `ground`
//! those of the first two; `but` takes away. The command, `cli`, uses what is public.
//!
//! | module | may use |
//! |---|---|
//! | `source` `words` `address` `tree` `world` | |
//! | `yaml` `kdl` | `source` |
//! | `diagnostic` `manifest` | `source` `yaml` `words` |
//! | `release` `plan` | above |
//! | `model` | above but `plan` |
//! | `settings` | above |
//! | `facts` | above |
//! | `rules` | above |
//! | `parse` | above |
//! | `resolve` | above but `rules` `parse` |
//! | `check` | above but `parse` `resolve` |
//! | `emit` `impact` | ground `diagnostic` `manifest` `release` `plan` `settings` |
//! | `delivery` | ground `diagnostic` `manifest` `release` `plan` `settings` `emit` |
//! | `verify` `import` `edit` `show` `graph` | above but `check` `emit` `delivery` `impact` |
//! | `sync` `report` `fmt` | ground `diagnostic` |

pub mod address;
pub mod check;
pub mod diagnostic;
pub mod emit;
pub mod facts;
pub mod fmt;
pub mod impact;
pub mod kdl;
pub mod model;
pub mod parse;
pub mod plan;
pub mod release;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod source;
pub mod sync;
pub mod tree;
pub mod verify;
mod words;
pub mod world;
pub mod yaml;

use check::Checked;
use diagnostic::{Diagnostics, Exceptions};
use impact::Records;
use plan::Plan;
use source::Sources;
use tree::Tree;
use world::{World, WorldError};

/// What became of a mesh file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The output; none when there is an error.
    pub tree: Option<Tree>,
    /// What every cluster runs; none when there is an error.
    pub plan: Option<Plan>,
    /// The mesh; none when there is an error.
    pub checked: Option<Checked>,
    /// What is wrong, in the order of the files.
    pub diagnostics: Diagnostics,
    /// What the user allows, and what that silences.
    pub exceptions: Exceptions,
    /// The files that were read.
    pub sources: Sources,
    /// Why the mesh file itself could not be read.
    pub unreadable: Option<WorldError>,
}

/// Compiles the mesh file `file`. Total: whatever is wrong is in the outcome.
pub fn compile(world: &dyn World, file: &str) -> Outcome {
    let mut outcome = check(world, file);
    if let Some(checked) = &outcome.checked {
        let plan = resolve::resolve(checked);
        outcome.tree = Some(emit::emit(&plan, file));
        outcome.plan = Some(plan);
    }
    outcome
}

/// Holds an outcome against what the clusters of the output that is there are made with: what must not change while a cluster lives is an error, unless the
/// cluster is `allowed` to change.
pub fn guard(outcome: &mut Outcome, old: &Records, allowed: &[String]) {
    let (Some(checked), Some(plan)) = (&outcome.checked, &outcome.plan) else { return };
    let new = plan.clusters.iter().map(|cluster| (cluster.name.clone(), Some(cluster.record.clone()))).collect();
    impact::guard(checked.mesh(), (old, &new), allowed, &mut outcome.diagnostics);
    outcome.diagnostics.sort();
    if outcome.diagnostics.has_errors() {
        (outcome.tree, outcome.plan, outcome.checked) = (None, None, None);
    }
}

/// Reads and checks the mesh file `file`, and goes no further.
pub fn check(world: &dyn World, file: &str) -> Outcome {
    let parsed = match parse::parse(world, file) {
        Ok(parsed) => parsed,
        Err(error) => return Outcome { unreadable: Some(error), ..Outcome::default() },
    };
    let mut diagnostics = parsed.diagnostics;
    let judged = parsed.mesh.map(|mesh| check::check(mesh, &mut diagnostics, resolve::preview));
    let (checked, exceptions) = judged.unwrap_or_default();
    diagnostics.sort();
    Outcome { checked, diagnostics, exceptions, sources: parsed.sources, ..Outcome::default() }
}
