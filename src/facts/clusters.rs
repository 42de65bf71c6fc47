//! Clusters in findings: grouped by the place that they share, named in sentences, and offered a name that
//! nobody has yet.

use crate::diagnostic::Diagnostic;
use crate::model::{Cluster, ClusterId, Mesh};
use crate::source::Span;
pub use crate::words::{FEW, shown};
use crate::words::{few, plural};
use std::collections::{BTreeMap, BTreeSet};

/// Clusters by the place where a defect of theirs was written: what `defaults` sets for all is one finding.
pub fn by_place(mesh: &Mesh, place: impl Fn(&Cluster) -> Option<Span>) -> Vec<(Span, Vec<&Cluster>)> {
    let mut places: BTreeMap<Span, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        if let Some(span) = place(cluster) {
            places.entry(span).or_default().push(cluster);
        }
    }
    places.into_iter().collect()
}

/// Says of which clusters a finding is.
pub fn about(mut diagnostic: Diagnostic, clusters: &[&Cluster]) -> Diagnostic {
    diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    diagnostic
}

/// Clusters by their names, within a sentence: `clusters `a` and `b``, or how many they are.
pub fn names(clusters: &[&Cluster]) -> String {
    let names: Vec<String> = clusters.iter().map(|cluster| shown(&cluster.name.value)).collect();
    if names.is_empty() { String::new() } else { format!("{} {}", plural(names.len(), "cluster"), few(&names)) }
}

/// Names that no cluster may have, in any case: there is no folder `con`, `nul`, `aux` or `prn` on Windows,
/// where they are devices, and `all` is every cluster to `--allow-destructive`.
pub const RESERVED: [&str; 5] = ["all", "aux", "con", "nul", "prn"];

/// Whether no cluster may have a name, in any case of its letters.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

/// A name like `wish` that every release takes and that is not `taken`, in any case of its letters.
pub fn free_name(wish: &str, taken: &BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plain: String = wish.chars().map(plain).collect();
    let stem = |room: usize| plain.trim_matches('-').get(..room).unwrap_or(plain.trim_matches('-')).trim_matches('-');
    let is_taken = |name: &str| taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let may_be = |name: &str| crate::release::is_modern_name(name) && name != "default" && !is_reserved(name);
    let is_free = |name: &String| may_be(name) && !is_taken(name);
    let whole = Some(stem(crate::release::MODERN_NAME_LENGTH).to_string());
    let whole = whole.filter(|name| is_free(name) && !crate::yaml::is_ambiguous(name));
    whole.unwrap_or_else(|| {
        let room = crate::release::MODERN_NAME_LENGTH - 6;
        let stem = if stem(room).is_empty() { "cluster" } else { stem(room) };
        let mut numbered = (2..100_000).map(|number| format!("{stem}-{number}"));
        numbered.find(|name| is_free(name) && !crate::yaml::is_ambiguous(name)).unwrap_or_default()
    })
}

/// The names of all clusters.
pub fn taken_names(mesh: &Mesh) -> BTreeSet<String> {
    mesh.clusters.iter().map(|cluster| cluster.name.value.clone()).collect()
}

/// The ids of all clusters.
pub fn taken_ids(mesh: &Mesh) -> BTreeSet<ClusterId> {
    mesh.clusters.iter().filter_map(|cluster| cluster.id.get().copied()).collect()
}

/// The highest id that every release of the mesh takes.
pub fn highest_id(mesh: &Mesh) -> u16 {
    let largest = mesh.size();
    mesh.clusters.iter().filter_map(Cluster::release).map(|row| row.max_cluster_id).fold(largest, u16::min)
}

/// How many clusters the mesh can have, when it has more: then ids above that number need no finding of their
/// own.
pub fn exceeded_size(mesh: &Mesh) -> Option<u16> {
    let limit = highest_id(mesh);
    (taken_names(mesh).len() > limit.into()).then_some(limit)
}
