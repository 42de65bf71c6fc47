//! The user's own bases in findings: who builds on them, and the places in them.

use super::objects::place;
use crate::manifest::pod::containers;
use crate::manifest::{Base, Scope, find, known_kind};
use crate::model::{Cluster, Mesh};
use crate::release::{self, Version};
use crate::source::Span;
use crate::yaml::{Value, text};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A base that the user gave, with the clusters that build on it.
#[derive(Debug)]
pub struct Used<'m> {
    /// The base.
    pub base: &'m Base,
    /// All clusters that build on it.
    pub clusters: Vec<&'m Cluster>,
}

impl<'m> Used<'m> {
    /// The clusters of releases for which it may be made. What others lack in it follows from its being made
    /// for another release.
    pub fn fitting(&self) -> Vec<&'m Cluster> {
        let releases = releases(self.base);
        let is_fit = |cluster: &&Cluster| {
            cluster.release().is_some_and(|line| releases.keys().all(|version| line.takes_manifests_of(*version)))
        };
        self.clusters.iter().copied().filter(is_fit).collect()
    }
}

/// The bases of the mesh that the user gave and that could be read.
pub fn used(mesh: &Mesh) -> Vec<Used<'_>> {
    all(mesh).into_iter().filter(|used| used.base.is_of_user()).collect()
}

/// All bases of the mesh that could be read, in the order of the clusters.
pub fn all(mesh: &Mesh) -> Vec<Used<'_>> {
    let mut all: Vec<Used<'_>> = Vec::new();
    let mut known: BTreeMap<*const Base, usize> = BTreeMap::new();
    for cluster in &mesh.clusters {
        let Some(base) = cluster.manifests() else { continue };
        let index = *known.entry(Rc::as_ptr(base)).or_insert(all.len());
        match all.get_mut(index) {
            Some(used) => used.clusters.push(cluster),
            None => all.push(Used { base, clusters: vec![cluster] }),
        }
    }
    all
}

/// The object of that kind and name in the mesh's namespace, or in none where its kind has none.
pub fn object<'m>(mesh: &Mesh, base: &'m Base, kind: &str, name: &str) -> Option<&'m Value> {
    let is_of_cluster = known_kind(kind).is_some_and(|known| known.scope == Scope::Cluster);
    find(&base.objects, kind, name, if is_of_cluster { "" } else { mesh.namespace() })
}

/// The releases that a base is made for, each with the objects that show it and the pointers to the places.
pub fn releases(base: &Base) -> BTreeMap<Version, Vec<(&Value, String)>> {
    let mut releases: BTreeMap<Version, Vec<(&Value, String)>> = BTreeMap::new();
    for object in base.objects.iter() {
        for (version, pointer) in marks(object) {
            releases.entry(version).or_default().push((object, pointer));
        }
    }
    releases
}

/// The releases that an object names, each with the pointer to the place.
fn marks(object: &Value) -> Vec<(Version, String)> {
    let of_image = |(pointer, container): (String, &Value)| {
        Some((release::of_image(text(container, "image"))?, format!("{pointer}/image")))
    };
    let label = "/metadata/labels/helm.sh~1chart";
    let chart = object.pointer(label).and_then(Value::as_str).and_then(|chart| chart.strip_prefix("cilium-"));
    let of_chart = chart.and_then(|version| version.parse().ok()).map(|version| (version, label.to_string()));
    containers(object).filter_map(of_image).chain(of_chart).collect()
}

/// The place of a value in a base, or of the base.
pub fn at(base: &Base, object: &Value, pointer: &str) -> Span {
    place(base, object, pointer).unwrap_or(base.span)
}

/// The place of a text in a value of a base, where the file spells it out; else that of the value.
pub fn within(base: &Base, span: Span, text: &str) -> Span {
    let document = rest_of_document(base, span);
    match document.find(text) {
        Some(offset) => Span { start: span.start + offset, end: span.start + offset + text.len(), ..span },
        None => span,
    }
}

/// The same for a text that is not part of a longer word.
pub fn within_whole(base: &Base, span: Span, text: &str) -> Span {
    let document = rest_of_document(base, span);
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_whole = |offset: &usize| {
        let (before, after) = (document.get(..*offset), document.get(offset + text.len()..));
        !before.unwrap_or_default().ends_with(is_part) && !after.unwrap_or_default().starts_with(is_part)
    };
    match document.match_indices(text).map(|(offset, _)| span.start + offset).find(|at| is_whole(&(at - span.start))) {
        Some(start) => Span { start, end: start + text.len(), ..span },
        None => span,
    }
}

/// The text of a file of a base from a place to the end of its document.
fn rest_of_document(base: &Base, span: Span) -> &str {
    let file = base.files.iter().find(|file| file.file == Some(span.file));
    let rest = file.and_then(|file| file.text.get(span.start..)).unwrap_or_default();
    rest.split("\n---").next().unwrap_or_default()
}
