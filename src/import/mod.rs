//! What exists to the text of a mesh file: Helm values, what Flux and Argo CD apply, `cilium-config`, the
//! Secrets of a mesh, rendered manifests, and what made the machines.
//!
//! [`read`](fn@read) takes files to [`Facts`] of each cluster: `files` reads, `overlays` builds what
//! kustomizations do, the files in `read` are one for each kind of source, `instances` and `substitution`
//! fill in Flux's variables, `common` finds what several clusters have in common, `clusters` and `naming`
//! tell whose each source is and how near it is by `places`. [`draft`] takes facts to a text: `settle` to
//! what each cluster is, with `backwards`, which reads SETTINGS from values to nodes, `special` and `words`;
//! `compose` and `equal` to a mesh, `judge` to the shortest one that comes to the same, `leftovers` and
//! `remaining` to the values that remain, inline or in files that `keep` names; `deliveries` adds what
//! applies it, `write` makes the text.
//!
//! Key material is never copied: its paths are named, and nothing of what is there.

mod authority;
mod backwards;
mod clusters;
mod common;
mod compose;
mod config;
mod deliveries;
mod encrypted;
mod endpoints;
mod equal;
mod etcd;
mod facts;
mod files;
mod gaps;
mod instances;
mod judge;
mod keep;
mod leftovers;
mod listed;
mod naming;
mod networks;
mod overlays;
mod owners;
mod paths;
mod peering;
mod places;
mod platforms;
mod read;
mod remaining;
mod settle;
mod sketch;
mod sources;
mod special;
mod substitution;
mod tfvars;
mod withheld;
mod words;
mod write;

pub use facts::Facts;
pub use gaps::{Gap, answer};
pub use keep::Keep;
pub use sources::{shared, sources};

use crate::release::Version;
use crate::world::World;
use settle::Settled;

/// How a draft is made.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// The release where no source has it.
    pub release: Option<Version>,
    /// The name of the mesh.
    pub name: Option<String>,
    /// Which files of values stay.
    pub keep: Keep,
    /// The folder of the mesh file, for paths to those.
    pub folder: String,
}

/// A mesh file, not yet in its layout.
#[derive(Debug, Default)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// The names of its clusters.
    pub clusters: Vec<String>,
    /// What is in no source.
    pub gaps: Vec<Gap>,
    /// What was left out, a sentence each.
    pub left_out: Vec<String>,
    /// Files of values that it names, with the paths by which it does.
    pub kept: Vec<(String, String)>,
}

/// Reads what exists: the clusters in it.
///
/// # Errors
/// What cannot be read, a sentence each.
pub fn read(world: &dyn World, paths: &[String]) -> Result<Vec<Facts>, Vec<String>> {
    let files = encrypted::without(files::read(world, paths)?)?;
    let clusters = clusters::clusters(&overlays::overlay(files))?;
    if clusters.is_empty() {
        let what = "nothing here says anything of Cilium; give Helm values, a HelmRelease, an Application, cilium-config \
                    or rendered manifests";
        return Err(vec![what.to_string()]);
    }
    Ok(clusters)
}

/// The mesh file of clusters.
pub fn draft(facts: &[Facts], choices: &Choices) -> Draft {
    let clusters: Vec<Settled> = facts.iter().filter_map(|facts| settle::settle(facts, choices.release)).collect();
    let mut draft =
        Draft { clusters: clusters.iter().map(|cluster| cluster.name.clone()).collect(), ..Draft::default() };
    let mut sketch = compose::compose(&clusters, choices, &mut draft);
    judge::shorten(&mut sketch, clusters.first().map(|cluster| cluster.read_as));
    remaining::add(&clusters, choices, &mut sketch, &mut draft);
    draft.text = write::write(&sketch, clusters.first().and_then(Settled::dictionary));
    draft
}
