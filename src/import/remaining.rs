//! The values that remain, put where they belong: in files of the user's that stay, or inline; what all
//! clusters have in common is in `defaults`.

use super::leftovers::{Leftovers, leftovers};
use super::settle::Settled;
use super::sketch::Sketch;
use super::{Choices, Draft, authority, judge, keep, paths};
use crate::words::few;
use crate::yaml::{self, Map, Value};
use std::collections::BTreeSet;

/// Adds what remains of the values of each cluster.
pub fn add(clusters: &[Settled], choices: &Choices, sketch: &mut Sketch, draft: &mut Draft) {
    let ours = judge::values(sketch, clusters.first().map(|cluster| cluster.read_as));
    let kept = keep::keep(clusters, choices, sketch);
    draft.kept = kept.files;
    // What stays in files is not written again.
    let left = |(at, (cluster, ours)): (usize, (&Settled, &Value))| {
        let mut left = if kept.clusters.contains(&at) { Leftovers::default() } else { leftovers(cluster, ours) };
        authority::keep(cluster, &sketch.mesh, &mut left.values);
        left
    };
    let left: Vec<Leftovers> = clusters.iter().zip(&ours).enumerate().map(left).collect();
    let trees: Vec<&Map<String, Value>> = left.iter().map(|left| &left.values).collect();
    let common = if clusters.len() > 1 { common(&trees) } else { Map::new() };
    for (cluster, tree) in sketch.clusters.iter_mut().zip(&trees) {
        cluster.body.values = without(tree, &common);
    }
    sketch.defaults.values = common;
    if clusters.iter().any(|cluster| authority::is_of_hubble(cluster, &sketch.mesh)) {
        sketch.mesh.comments.push(authority::COMMENT.to_string());
    }
    sentences(clusters, &left, sketch, draft);
}

/// Says what was left out, once where it is so in all clusters.
fn sentences(clusters: &[Settled], left: &[Leftovers], sketch: &mut Sketch, draft: &mut Draft) {
    let all: BTreeSet<&String> = left.iter().flat_map(|left| &left.left_out).collect();
    for sentence in all {
        let holders = || clusters.iter().zip(left).filter(|(_, left)| left.left_out.contains(sentence));
        let names: Vec<&str> = holders().map(|(cluster, _)| cluster.name.as_str()).collect();
        let comment = format!("left out {sentence}");
        if clusters.len() > 1 && names.len() == clusters.len() {
            sketch.defaults.comments.push(comment);
        } else {
            let own = sketch.clusters.iter_mut().filter(|cluster| names.contains(&cluster.name.as_str()));
            own.for_each(|cluster| cluster.body.comments.push(comment.clone()));
        }
        draft.left_out.push(format!("{sentence} ({})", few(&names)));
    }
}

/// What is equal in all of them.
fn common(trees: &[&Map<String, Value>]) -> Map<String, Value> {
    let mut all = Map::new();
    let Some((first, others)) = trees.split_first() else { return all };
    for (keys, value) in yaml::leaves(first) {
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
    let shared: Vec<Vec<String>> = yaml::leaves(common).into_iter().map(|(keys, _)| keys).collect();
    let mut own = Map::new();
    for (keys, value) in yaml::leaves(tree) {
        if !shared.contains(&keys) {
            paths::insert(&mut own, &keys, value);
        }
    }
    own
}
