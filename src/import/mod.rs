//! What exists to the text of a mesh file: Helm values, what Flux and Argo CD apply, `cilium-config`, the
//! Secrets of a mesh, rendered manifests, and what made the machines.
//!
//! [`read`](fn@read) takes files to [`Facts`] of each cluster: `files` reads, the files in `read` are one for
//! each kind of source, `substitution` fills in Flux's variables, `clusters` tells whose each source is.
//! [`draft`] takes facts to a text: `settle` to what each cluster is, with `backwards`, which reads SETTINGS
//! from values to nodes, `special` and `words`; `compose` to a mesh, `judge` to the shortest one that comes
//! to the same, `leftovers` to the values that remain; `write` makes the text.
//!
//! Key material is never copied: its paths are named, and nothing of what is there.

mod backwards;
mod clusters;
mod compose;
mod config;
mod endpoints;
mod facts;
mod files;
mod gaps;
mod judge;
mod keep;
mod leftovers;
mod listed;
mod networks;
mod owners;
mod paths;
mod peering;
mod platforms;
mod read;
mod settle;
mod sketch;
mod special;
mod substitution;
mod words;
mod write;

pub use facts::Facts;
pub use gaps::{Gap, answer};
pub use keep::Keep;

use crate::release::Version;
use crate::words::few;
use crate::world::World;
use crate::yaml::{Map, Value};
use settle::Settled;
use sketch::Sketch;
use std::collections::BTreeSet;

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
    let clusters = clusters::clusters(&files::read(world, paths)?);
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
    let mut sketch = compose::compose(&clusters, choices.name.as_deref(), &mut draft);
    judge::shorten(&mut sketch);
    values(&clusters, choices, &mut sketch, &mut draft);
    draft.text = write::write(&sketch, clusters.first().and_then(Settled::dictionary));
    draft
}

/// Adds what is left of the values of each cluster, inline or by the name of its files; what all have in
/// common is in `defaults`.
fn values(clusters: &[Settled], choices: &Choices, sketch: &mut Sketch, draft: &mut Draft) {
    let ours = judge::values(sketch);
    let left: Vec<leftovers::Leftovers> =
        clusters.iter().zip(&ours).map(|(cluster, ours)| leftovers::leftovers(cluster, ours)).collect();
    let kept = keep::keep(clusters, choices, sketch);
    let inline: Vec<usize> = (0..clusters.len()).filter(|at| !kept.clusters.contains(at)).collect();
    draft.kept = kept.files;
    let trees: Vec<&Map<String, Value>> = inline.iter().filter_map(|at| Some(&left.get(*at)?.values)).collect();
    let common = if clusters.len() > 1 && inline.len() == clusters.len() { common(&trees) } else { Map::new() };
    let own: Vec<Map<String, Value>> = trees.iter().map(|tree| without(tree, &common)).collect();
    for (at, values) in inline.iter().zip(own) {
        if let Some(cluster) = sketch.clusters.get_mut(*at) {
            cluster.body.values = values;
        }
    }
    sketch.defaults.values = common;
    let of_inline = left.iter().enumerate().filter(|(at, _)| inline.contains(at)).map(|(_, left)| left);
    let sentences: BTreeSet<&String> = of_inline.clone().flat_map(|left| &left.left_out).collect();
    for sentence in sentences {
        let holders = of_inline.clone().filter(|left| left.left_out.contains(sentence)).count();
        if clusters.len() > 1 && holders == clusters.len() {
            sketch.defaults.comments.push(format!("left out {sentence}"));
        } else {
            let own = sketch.clusters.iter_mut().zip(&left).enumerate();
            let own = own.filter(|(at, (_, left))| inline.contains(at) && left.left_out.contains(sentence));
            own.for_each(|(_, (cluster, _))| cluster.body.comments.push(format!("left out {sentence}")));
        }
        let names: Vec<&str> = clusters
            .iter()
            .zip(&left)
            .filter(|(_, left)| left.left_out.contains(sentence))
            .map(|(one, _)| one.name.as_str())
            .collect();
        draft.left_out.push(format!("{sentence} ({})", few(&names)));
    }
}

/// What is equal in all of them.
fn common(trees: &[&Map<String, Value>]) -> Map<String, Value> {
    let mut all = Map::new();
    let Some((first, others)) = trees.split_first() else { return all };
    for (keys, value) in paths::leaves(first) {
        let at = |tree: &Map<String, Value>| {
            let (first, rest) = keys.split_first()?;
            rest.iter().try_fold(tree.get(first)?, |value, key| value.get(key)).cloned()
        };
        if others.iter().all(|tree| at(tree).as_ref() == Some(&value)) {
            paths::insert(&mut all, &keys, value);
        }
    }
    all
}

fn without(tree: &Map<String, Value>, common: &Map<String, Value>) -> Map<String, Value> {
    let shared: Vec<Vec<String>> = paths::leaves(common).into_iter().map(|(keys, _)| keys).collect();
    let mut own = Map::new();
    for (keys, value) in paths::leaves(tree) {
        if !shared.contains(&keys) {
            paths::insert(&mut own, &keys, value);
        }
    }
    own
}
