//! meshc compiles one description of a Cilium cluster mesh, `mesh.kdl`, into what every cluster of it runs.
//!
//! Four pure passes stand between two that touch the disk, one verb each:
//!
//! ```text
//!  World ──parse──▶ Mesh ──resolve──▶ Plan ──check──▶ Checked ──emit──▶ Tree ──sync──▶ deploy/
//! ```
//!
//! * [`parse`](mod@parse) reads through a [`World`] and makes a [`Mesh`], whatever the text;
//! * [`resolve`](mod@resolve) settles what every cluster will run, a [`Plan`], of a broken mesh too;
//! * [`check`](mod@check) holds both, and what is deployed, against [`RULES`](rules::RULES); only it makes a [`Checked`] mesh;
//! * [`emit`](mod@emit) writes each of [`FORMATS`](emit::FORMATS) into a [`Tree`];
//! * [`sync`](mod@sync) brings a directory to that tree, all or nothing.
//!
//! [`impact`](mod@impact) compares two outputs: what applying the new one does to live clusters.
//!
//! Findings are [`Diagnostics`], rendered by [`report`]; [`fmt`](mod@fmt) brings a mesh file into its canonical layout;
//! [`verify`](mod@verify) holds what clusters report against a mesh. What is known of each Cilium release line stands in
//! [`RELEASES`](release::RELEASES), what mesh.kdl may say in [`GRAMMAR`](parse::grammar::GRAMMAR). A new node, rule, release
//! or format is a row in one of those tables; the passes do not grow.

pub mod address;
pub mod check;
pub mod diagnostic;
pub mod emit;
pub mod facts;
pub mod fmt;
pub mod impact;
pub mod kdl;
pub mod manifest;
pub mod model;
pub mod parse;
pub mod plan;
pub mod release;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod settings;
pub mod source;
pub mod sync;
pub mod tree;
pub mod verify;
mod words;
pub mod world;
pub mod yaml;

use check::Checked;
use diagnostic::{Diagnostics, Exceptions};
use model::Mesh;
use plan::{Deployed, Plan};
use source::Sources;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use tree::Tree;
use world::{World, WorldError};

/// What a compilation is told besides the mesh file.
#[derive(Debug, Default)]
pub struct Options {
    /// What runs in the clusters already: what must not change of it is held against the mesh.
    pub deployed: Option<Deployed>,
}

/// What became of a mesh file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The checked mesh with its output; none when there is an error.
    pub compiled: Option<Compiled>,
    /// What is wrong, in the order of the files.
    pub diagnostics: Diagnostics,
    /// What the user allows, and what that silences.
    pub exceptions: Exceptions,
    /// The files that were read.
    pub sources: Sources,
    /// The names of the clusters, as far as the mesh could be read.
    pub clusters: BTreeSet<String>,
    /// Why the mesh file itself could not be read.
    pub unreadable: Option<WorldError>,
}

/// A mesh without errors and its output.
#[derive(Debug)]
pub struct Compiled {
    /// The mesh, and what its clusters will run.
    pub checked: Checked,
    file: String,
    tree: OnceCell<Tree>,
}

impl Compiled {
    /// The output. It is made when it is first asked for.
    pub fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| emit::emit(self.checked.plan(), &self.file))
    }
}

impl Outcome {
    /// The mesh, when there is no error.
    pub fn mesh(&self) -> Option<&Mesh> {
        self.compiled.as_ref().map(|compiled| compiled.checked.mesh())
    }

    /// What each cluster will run, when there is no error.
    pub fn plan(&self) -> Option<&Plan> {
        self.compiled.as_ref().map(|compiled| compiled.checked.plan())
    }

    /// The output, when there is no error.
    pub fn tree(&self) -> Option<&Tree> {
        self.compiled.as_ref().map(Compiled::tree)
    }
}

/// Compiles the mesh file `file`. Total: whatever is wrong is in the outcome.
pub fn compile(world: &dyn World, file: &str, options: &Options) -> Outcome {
    let parsed = match parse::parse(world, file) {
        Ok(parsed) => parsed,
        Err(error) => return Outcome { unreadable: Some(error), ..Outcome::default() },
    };
    let (mut diagnostics, sources) = (parsed.diagnostics, parsed.sources);
    let Some(mesh) = parsed.mesh else {
        diagnostics.sort();
        return Outcome { diagnostics, sources, ..Outcome::default() };
    };
    let plan = resolve::resolve(&mesh);
    let clusters = mesh.clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    let (checked, exceptions) = check::check(mesh, plan, options.deployed.as_ref(), &mut diagnostics);
    let compiled = checked.map(|checked| Compiled { checked, file: file.to_string(), tree: OnceCell::new() });
    Outcome { compiled, diagnostics, exceptions, sources, clusters, unreadable: None }
}
