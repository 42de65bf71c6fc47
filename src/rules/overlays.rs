//! Runs the rules that look at what a cluster would run before the user's patches: at every cluster with patches, and at
//! the first one of each base.

use super::{Look, RULES};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::facts::clusters::names;
use crate::model::manifest::Base;
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use crate::yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What each cluster of a mesh would run, before the user's patches.
pub type Runs<'m> = Box<dyn Fn(&Cluster) -> Vec<Value> + 'm>;

/// What makes that of a mesh: `resolve` knows.
pub type Preview = for<'m> fn(&'m Mesh) -> Runs<'m>;

/// What one cluster would run, before the user's patches.
#[derive(Debug)]
pub struct Overlay<'m> {
    /// The mesh.
    pub mesh: &'m Mesh,
    /// The cluster.
    pub cluster: &'m Cluster,
    /// What it builds on.
    pub base: &'m Base,
    /// All clusters that build on it, when this is the first of them: what is wrong with a base is said once.
    pub first_of: Vec<&'m Cluster>,
    /// Its objects, as the mesh changes them, and those that the mesh adds behind them.
    pub objects: Vec<Value>,
}

/// Runs the rules on every overlay; what they say of several clusters in the same words is one finding.
pub fn check(mesh: &Mesh, found: &mut Diagnostics, preview: Preview) {
    if mesh.bases.is_empty() {
        return;
    }
    // A base that rules of the mesh have something to say about was read all the same.
    let of_parse: BTreeSet<&str> =
        RULES.iter().filter(|row| matches!(row.look, Look::Parse)).map(|row| row.rule.name).collect();
    let unread = found.0.iter().filter(|finding| of_parse.contains(finding.rule.name));
    let blamed: BTreeSet<Span> = unread.flat_map(|finding| &finding.labels).map(|label| label.span).collect();
    let preview = preview(mesh);
    let (mut seen, mut of_overlays) = (BTreeSet::new(), Diagnostics::default());
    for cluster in &mesh.clusters {
        let Some(base) = cluster.base.and_then(|index| mesh.bases.get(index)) else { continue };
        let is_first = seen.insert(cluster.base);
        if is_unread(base, &blamed) || (!is_first && cluster.patches.is_empty()) {
            continue;
        }
        let on_base = |other: &&Cluster| is_first && other.base == cluster.base;
        let first_of = mesh.clusters.iter().filter(on_base).collect();
        let overlay = Overlay { mesh, cluster, base, first_of, objects: preview(cluster) };
        for row in RULES {
            if let Look::Overlay(check) = row.look {
                check(&overlay, &mut of_overlays);
            }
        }
    }
    found.0.extend(together(mesh, of_overlays));
}

/// Whether a base could not be read, or not all of it: what it lacks then, it may have.
fn is_unread(base: &Base, blamed: &BTreeSet<Span>) -> bool {
    let is_own = base.files.iter().any(|file| file.file.is_some());
    base.objects().next().is_none() || (is_own && blamed.contains(&base.span))
}

/// Makes findings of the same words at the same place one, which names its clusters unless it is about all.
fn together(mesh: &Mesh, found: Diagnostics) -> Vec<Diagnostic> {
    let mut order: Vec<Diagnostic> = Vec::new();
    let mut places: BTreeMap<(&str, Option<Span>, String), usize> = BTreeMap::new();
    for finding in found.0 {
        let key = (finding.rule.name, finding.primary().map(|label| label.span), finding.message.clone());
        match places.get(&key).and_then(|index| order.get_mut(*index)) {
            Some(earlier) => earlier.clusters.extend(finding.clusters),
            None => {
                places.insert(key, order.len());
                order.push(finding);
            }
        }
    }
    for finding in &mut order {
        let is_meant = |cluster: &&Cluster| finding.clusters.contains(&cluster.name.value);
        let clusters: Vec<&Cluster> = mesh.clusters.iter().filter(is_meant).collect();
        if clusters.len() < mesh.clusters.len() && !clusters.is_empty() {
            finding.message = format!("{} in {}", finding.message, names(&clusters));
        }
    }
    order
}
