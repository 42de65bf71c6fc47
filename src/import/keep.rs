//! Files of values that stay where they are: `values path=` names them, and what they say is not written
//! again.

use super::Choices;
use super::facts::{Form, Layer};
use super::settle::Settled;
use super::sketch::{Node, Sketch};
use crate::model::CLUSTER;
use crate::world::steps;
use std::collections::BTreeSet;

/// Which files of values stay.
#[derive(Debug, Clone, Default)]
pub enum Keep {
    /// None: their values are written inline.
    Nothing,
    /// All but these, which cannot be as they are.
    #[default]
    All,
    /// All but these, which say what a mesh file must not have.
    AllBut(BTreeSet<String>),
}

/// What stays.
#[derive(Debug, Default)]
pub struct Kept {
    /// The numbers of the clusters whose values do.
    pub clusters: Vec<usize>,
    /// The files, with the paths by which they are named.
    pub files: Vec<(String, String)>,
}

/// Names the files of the clusters all of whose values are in files. What the first layers of all clusters
/// are is named once.
pub fn keep(clusters: &[Settled], choices: &Choices, sketch: &mut Sketch) -> Kept {
    let mut kept = Kept::default();
    let paths: Vec<Option<Vec<String>>> = clusters.iter().map(|cluster| paths(cluster, choices)).collect();
    kept.clusters = (0..clusters.len()).filter(|at| matches!(paths.get(*at), Some(Some(_)))).collect();
    for cluster in clusters.iter().enumerate().filter(|(at, _)| kept.clusters.contains(at)).map(|(_, one)| one) {
        for layer in &cluster.facts.layers {
            let named = (layer.source.clone(), relative(&choices.folder, &layer.source));
            if !kept.files.contains(&named) {
                kept.files.push(named);
            }
        }
    }
    for at in &kept.clusters {
        let nodes = sketch.clusters.get_mut(*at).into_iter().flat_map(|cluster| &mut cluster.body.nodes);
        let certified = &clusters.get(*at).map(|cluster| cluster.facts.sans.as_slice()).unwrap_or_default();
        nodes.for_each(|node| leave_names(node, certified));
    }
    let of_all: Option<Vec<&Vec<String>>> = paths.iter().map(Option::as_ref).collect();
    let common = of_all.filter(|all| all.len() > 1).map_or(0, |all| {
        let first: &[String] = all.first().map(|paths| paths.as_slice()).unwrap_or_default();
        (0..first.len()).take_while(|at| all.iter().all(|paths| paths.get(*at) == first.get(*at))).count()
    });
    let named = |path: &String| Node::with("values", Vec::new()).property("path", path.as_str());
    let first = paths.first().and_then(Option::as_ref);
    sketch.defaults.nodes.extend(first.into_iter().flatten().take(common).map(named));
    let rest: Vec<Vec<String>> = paths.iter().map(|all| all.iter().flatten().skip(common).cloned().collect()).collect();
    if let Some(pattern) = pattern(clusters, &rest).filter(|_| kept.clusters.len() == clusters.len()) {
        sketch.defaults.nodes.extend(pattern.iter().map(named));
        return kept;
    }
    for (cluster, paths) in sketch.clusters.iter_mut().zip(&rest) {
        cluster.body.nodes.extend(paths.iter().map(named));
    }
    kept
}

/// Leaves names of the certificate out that a file has, which stays.
fn leave_names(node: &mut Node, certified: &[String]) {
    for names in node.children.iter_mut().filter(|child| child.name == "san") {
        if names.comment.is_some() {
            continue;
        }
        names.arguments.retain(|name| name.as_str().is_some_and(|name| certified.iter().any(|own| own == name)));
    }
    node.children.retain(|child| child.name != "san" || !child.arguments.is_empty());
}

/// The files of a cluster as the mesh file names them; nothing where some cannot stay.
fn paths(cluster: &Settled, choices: &Choices) -> Option<Vec<String>> {
    let stays = |layer: &Layer| {
        layer.form == Form::Whole
            && match &choices.keep {
                Keep::Nothing => false,
                Keep::All => true,
                Keep::AllBut(files) => !files.contains(&layer.source),
            }
    };
    let layers = &cluster.facts.layers;
    let is_kept = !layers.is_empty() && layers.iter().all(stays) && cluster.facts.config.is_empty();
    is_kept.then(|| layers.iter().map(|layer| relative(&choices.folder, &layer.source)).collect())
}

/// The paths with `{cluster}` for the name of each, where they are then the same.
fn pattern(clusters: &[Settled], paths: &[Vec<String>]) -> Option<Vec<String>> {
    let mut patterns = clusters.iter().zip(paths).map(|(cluster, paths)| {
        paths.iter().map(|path| path.replace(cluster.name.as_str(), CLUSTER)).collect::<Vec<String>>()
    });
    let first = patterns.next()?;
    let has_name = !first.is_empty() && first.iter().all(|path| path.contains(CLUSTER));
    (clusters.len() > 1 && has_name && patterns.all(|other| other == first)).then_some(first)
}

/// A path as seen from a folder.
pub fn relative(folder: &str, path: &str) -> String {
    if path.starts_with('/') != folder.starts_with('/') {
        return path.to_string();
    }
    let (from, to) = (steps(folder), steps(path));
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(common).map(|_| "..");
    up.chain(to.iter().skip(common).copied()).collect::<Vec<_>>().join("/")
}
