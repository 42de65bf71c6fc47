//! meshc compiles one description of a Cilium cluster mesh, `mesh.kdl`, into what every cluster of it runs.
//!
//! The program is five passes. The first one reads and the last one writes; those between them are pure
//! functions, from one value to the next.
//!
//! ```text
//!   mesh.kdl                                                                          deploy/
//!      │ World                                                                           ▲
//!      ▼                                                                                 │ Tree
//!    parse ───▶ Mesh ───▶ resolve ───▶ Plan ───▶ check ───▶ Checked ───▶ emit ───────▶ sync
//!      ▲                     ▲                     ▲                      ▲
//!   GRAMMAR         SETTINGS · RELEASES          RULES          FORMATS · DELIVERIES
//! ```
//!
//! Above are the passes and what they hand on; below are the tables that they read. A pass does not grow:
//! what is new is a row of a table.
//!
//! * [`parse`](mod@parse) reads through a [`World`] and makes a [`Mesh`]: what the user described, every
//!   value with its place. It is total: what cannot be read is marked as broken, and reported.
//! * [`resolve`](mod@resolve) settles what every cluster will run, a [`Plan`]. It is total too: a broken
//!   statement takes with it what follows from it, and nothing else.
//! * [`check`](mod@check) judges what will run, and what is deployed, and not a guess of it; only it makes a
//!   [`Checked`] mesh.
//! * [`emit`](mod@emit) writes that into a [`Tree`], paths with their texts, and cannot fail. A tree with key
//!   material in it is [withheld](Outcome::withhold_keys).
//! * [`sync`](mod@sync) brings a directory to the tree, all or nothing.
//!
//! The tables:
//!
//! * [`GRAMMAR`](parse::grammar::GRAMMAR) has each node of mesh.kdl, and what it takes. A new one costs the
//!   row, a field of the mesh and its line in `decode`.
//! * [`SETTINGS`](settings::SETTINGS) has what a statement is in Cilium, and what a change of it does to a
//!   live cluster. A new one costs the row.
//! * [`RELEASES`](release::RELEASES) has what is so in one line of Cilium, beside the generated
//!   [`dictionary`](release::dictionary) of its chart.
//! * [`RULES`](rules::RULES) has each thing that can be wrong: a file of code and a page.
//! * [`FORMATS`](emit::FORMATS) has each kind of output: a file.
//! * [`DELIVERIES`](delivery::DELIVERIES) has each tool that applies the output: a folder. It adapts the plan
//!   before `check`, so that what it adds is judged too.
//!
//! Beside the line are [`impact`](mod@impact), which compares two outputs and judges what applying the new
//! one does; [`verify`](mod@verify), which compares what clusters report with a mesh; [`import`](mod@import),
//! which goes the way of the passes backwards, from what runs to a mesh file; [`edit`](mod@edit), which
//! changes the text of one and leaves the rest of it as it is; [`fmt`](mod@fmt), which lays one out;
//! [`show`](mod@show) and [`graph`](mod@graph), which make tables and pictures of a mesh. How large an input
//! may be is in [`LIMITS`](limits::LIMITS). Findings are [`Diagnostics`], and [`report`] prints them.
//!
//! What always holds, and what sees to it:
//!
//! * Only [`world`] opens files and only [`sync`](mod@sync) writes them; nothing but the command prints or
//!   starts a program. Clippy refuses the functions elsewhere (`clippy.toml`).
//! * Nobody outside of [`release`] compares version numbers: the field is private, and there are questions.
//! * The same input gives the same bytes. There are no hash maps, and no clock, locale or environment.
//! * One run shows everything that is wrong, and one cause is one finding.
//! * No YAML is put together from strings: it is serialised, or comes verbatim from a base.
//! * Nothing that a user writes costs without a bound.
//! * A help leads to a mesh that works: tests apply it, and check again.
//!
//! Modules point one way, held by the tests in `tests/arrows`. In this table, `above` are the modules of all
//! rows above, `ground` those of the first three; `but` takes away. The command, `cli`, uses what is public.
//!
//! | module | may use |
//! |---|---|
//! | `limits` `work` | |
//! | `source` `words` `address` `tree` `world` | `limits` `work` |
//! | `yaml` `kdl` | `limits` `work` `source` |
//! | `diagnostic` `manifest` | `work` `source` `yaml` `words` |
//! | `release` | above |
//! | `model` | above |
//! | `plan` | above |
//! | `settings` | above |
//! | `facts` | above |
//! | `rules` | above |
//! | `parse` | above |
//! | `resolve` | above but `rules` `parse` |
//! | `check` | above but `parse` `resolve` |
//! | `emit` | ground `diagnostic` `manifest` `release` `plan` `settings` |
//! | `delivery` | ground `diagnostic` `manifest` `release` `plan` `settings` `emit` |
//! | `impact` | ground `diagnostic` `manifest` `release` `plan` `settings` |
//! | `verify` `import` `edit` `show` `graph` | above but `check` `emit` `delivery` `impact` |
//! | `sync` `report` `fmt` | ground `diagnostic` |
//!
//! `plan` takes from `model` what the user states of a delivery, which is that delivery's own: nobody between
//! them reads or copies it.

pub mod address;
pub mod check;
pub mod delivery;
pub mod diagnostic;
pub mod edit;
pub mod emit;
pub mod facts;
pub mod fmt;
pub mod graph;
pub mod impact;
pub mod import;
pub mod kdl;
pub mod limits;
pub mod manifest;
pub mod model;
pub mod parse;
pub mod plan;
pub mod release;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod settings;
pub mod show;
pub mod source;
pub mod sync;
pub mod tree;
pub mod verify;
pub mod words;
pub mod work;
pub mod world;
pub mod yaml;

use check::Checked;
use diagnostic::{Diagnostics, Exceptions};
use model::Mesh;
use plan::{Deployed, Plan};
use source::Sources;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tree::{Places, Scope, Tree};
use world::{World, WorldError};

/// What a compilation gets besides the mesh file.
#[derive(Debug, Default)]
pub struct Options {
    /// The folder in which everything lies that the mesh file names; without one, the nearest folder above it
    /// that holds `.git`, or else its own.
    pub root: Option<String>,
    /// The output directory, where it is known.
    pub out: Option<String>,
    /// What runs in the clusters already, where the output directory is about to be written over: what must
    /// not change of it is compared with the mesh.
    pub deployed: Option<Deployed<'static>>,
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
    tree: OnceCell<Tree>,
}

impl Compiled {
    /// The output. It is made when it is first asked for.
    pub fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| {
            let mut tree = Tree::new(Scope::Output(places()), &self.checked.plan().name);
            emit::emit(self.checked.plan(), &mut tree);
            delivery::emit(self.checked.plan(), &mut tree);
            tree
        })
    }
}

/// What is meshc's in a directory with an output: the places of every row of FORMATS and DELIVERIES, sorted.
pub fn places() -> &'static Places {
    static PLACES: LazyLock<Places> = LazyLock::new(|| {
        let of_formats = emit::FORMATS.iter().flat_map(|format| format.folders).copied();
        let of_deliveries = delivery::DELIVERIES.iter().map(|delivery| delivery.folder);
        let mut folders: Vec<_> = of_formats.chain(of_deliveries).collect();
        folders.sort_unstable();
        Places { folders, files: emit::FORMATS.iter().flat_map(|format| format.files).copied().collect() }
    });
    &PLACES
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

    /// Takes the output away where it contains key material, wherever that came from: whoever writes or shows
    /// what is in it asks for that first.
    pub fn withhold_keys(&mut self) {
        let Some(compiled) = &self.compiled else { return };
        let mesh = compiled.checked.mesh().span;
        let found = rules::key_material_in_output::check(compiled.tree(), mesh, &self.sources);
        found.iter().flat_map(|finding| &finding.conceals).for_each(|text| self.sources.conceal(text));
        self.compiled.take_if(|_| !found.is_empty());
        self.diagnostics.0.extend(found);
        self.diagnostics.sort();
    }

    /// The output, when there is no error.
    pub fn tree(&self) -> Option<&Tree> {
        self.compiled.as_ref().map(Compiled::tree)
    }
}

/// Compiles the mesh file `file`. Total: whatever is wrong is in the outcome.
pub fn compile(world: &dyn World, file: &str, options: &Options) -> Outcome {
    let parsed = match parse::parse(world, file, options.root.as_deref()) {
        Ok(parsed) => parsed,
        Err(error) => return Outcome { unreadable: Some(error), ..Outcome::default() },
    };
    let (mut diagnostics, mut sources) = (parsed.diagnostics, parsed.sources);
    let Some(mut mesh) = parsed.mesh else {
        check::gather(&[], &mut diagnostics);
        return Outcome { diagnostics, sources, ..Outcome::default() };
    };
    mesh.output = options.out.as_ref().and_then(|out| world::in_work_tree(world, file, out));
    if mesh.clusters.len() > limits::CLUSTERS.most {
        check::count(&mesh, &mut diagnostics);
        return Outcome { diagnostics, sources, ..Outcome::default() };
    }
    let mut plan = resolve::resolve(&mesh);
    let folders = delivery::DELIVERIES.iter().map(|delivery| (delivery.folder, delivery.reserved));
    plan.roots = options.out.as_ref().map(|out| impact::roots(world, out, folders)).unwrap_or_default();
    delivery::adapt(&mut plan);
    let clusters = mesh.clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    let consulted =
        Deployed::consulted(|| options.out.as_ref().map(|out| impact::stated_records(world, out)).unwrap_or_default());
    let deployed = options.deployed.as_ref().unwrap_or(&consulted);
    let (checked, exceptions) = check::check(mesh, plan, deployed, &mut diagnostics);
    let silenced = exceptions.silenced.iter().map(|silenced| &silenced.finding);
    let texts = diagnostics.0.iter().chain(silenced).flat_map(|finding| &finding.conceals);
    texts.for_each(|text| sources.conceal(text));
    let compiled = checked.map(|checked| Compiled { checked, tree: OnceCell::new() });
    Outcome { compiled, diagnostics, exceptions, sources, clusters, unreadable: None }
}
