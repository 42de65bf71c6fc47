//! Clusters in findings: grouped by the place that they share, named in sentences, and offered what nobody has yet.

use crate::address::block_count;
use crate::diagnostic::Diagnostic;
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Clusters by the place where a defect of theirs was written: what `defaults` says of all is one finding.
pub fn by_place(mesh: &Mesh, place: impl Fn(&Cluster) -> Option<Span>) -> Vec<(Span, Vec<&Cluster>)> {
    let mut places: BTreeMap<Span, Vec<&Cluster>> = BTreeMap::new();
    for cluster in &mesh.clusters {
        if let Some(span) = place(cluster) {
            places.entry(span).or_default().push(cluster);
        }
    }
    places.into_iter().collect()
}

/// So many clusters get a finding each; what more of them have in common is one.
pub const FEW: usize = 3;

/// What is found in single clusters, as one finding where it is at one place.
pub fn at_places<'m>(mesh: &'m Mesh, look: impl Fn(&'m Cluster) -> Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut places: BTreeMap<Span, Diagnostic> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for finding in look(cluster) {
            let Some(place) = finding.primary().map(|label| label.span) else { continue };
            places.entry(place).or_insert(finding).clusters.push(cluster.name.value.clone());
        }
    }
    places.into_values().collect()
}

/// Says of which clusters a finding is.
pub fn about(mut diagnostic: Diagnostic, clusters: &[&Cluster]) -> Diagnostic {
    diagnostic.clusters = clusters.iter().map(|cluster| cluster.name.value.clone()).collect();
    diagnostic
}

/// Clusters by their names, within a sentence: `clusters `a` and `b``, or how many they are.
pub fn names(clusters: &[&Cluster]) -> String {
    let name = |cluster: &Cluster| shown(&cluster.name.value);
    match clusters {
        [one] => format!("cluster {}", name(one)),
        [one, two] => format!("clusters {} and {}", name(one), name(two)),
        [one, two, more @ ..] => format!("clusters {}, {} and {} more", name(one), name(two), more.len()),
        [] => String::new(),
    }
}

/// The longest text of the user's that a sentence holds.
const LONGEST: usize = 96;

/// A text of the user's in backticks, cut where it would bury the sentence.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// A name like `wish` that every release takes and that is not `taken`.
pub fn free_name(wish: &str, taken: &BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let plain: String = wish.chars().map(plain).collect();
    let stem = |room: usize| plain.trim_matches('-').get(..room).unwrap_or(plain.trim_matches('-')).trim_matches('-');
    let is_free = |name: &String| crate::release::is_modern_name(name) && name != "default" && !taken.contains(name);
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

/// For each cluster that needs another id, by the place of its name, one that no cluster has and no other is offered:
/// it has none, none that Cilium takes, or one that an earlier cluster has. Each has its block in the pools.
pub fn free_ids(mesh: &Mesh) -> BTreeMap<Span, i128> {
    let taken: BTreeSet<i128> = mesh.clusters.iter().filter_map(|cluster| Some(cluster.id.as_ref()?.value)).collect();
    let free = (1..=max_id(mesh).min(last_block(mesh))).filter(|id| !taken.contains(id));
    let mut seen = BTreeSet::new();
    let needs_one = |cluster: &&Cluster| match cluster.valid_id() {
        Some(id) => !seen.insert(id),
        None => cluster.id.is_some() || !cluster.stated.id,
    };
    let needy: Vec<_> = mesh.clusters.iter().filter(needs_one).map(|cluster| cluster.name.span).collect();
    needy.into_iter().zip(free).collect()
}

/// The ids that no cluster has, that have their blocks in the pools, and that suit, the lowest first.
pub fn free_ids_that(mesh: &Mesh, suits: impl Fn(i128) -> bool) -> impl Iterator<Item = i128> {
    let taken: BTreeSet<i128> = mesh.clusters.iter().filter_map(|cluster| Some(cluster.id.as_ref()?.value)).collect();
    (1..=max_id(mesh).min(last_block(mesh))).filter(move |id| !taken.contains(id) && suits(*id))
}

/// What to do when no id is left to offer.
pub fn no_free_id(mesh: &Mesh) -> &'static str {
    if last_block(mesh) < max_id(mesh) {
        "remove a cluster, or enlarge the address pool: every id that has a block of it is taken"
    } else {
        "remove a cluster: every id is taken"
    }
}

/// The highest id that every release of the mesh takes.
pub fn max_id(mesh: &Mesh) -> i128 {
    mesh.clusters.iter().map(|cluster| cluster.max_id).min().unwrap_or(255)
}

/// How many clusters the mesh can hold, when it has more: then ids behind that number need no word of their own.
pub fn exceeded_size(mesh: &Mesh) -> Option<i128> {
    let limit = max_id(mesh);
    i128::try_from(taken_names(mesh).len()).is_ok_and(|count| count > limit).then_some(limit)
}

/// The highest id with a block in every pool. A pool without any block is wrong by itself, whatever the ids.
fn last_block(mesh: &Mesh) -> i128 {
    let blocks = mesh.pools.iter().map(|pool| block_count(&pool.net.value, pool.prefix)).filter(|blocks| *blocks > 0);
    blocks.min().and_then(|blocks| i128::try_from(blocks).ok()).unwrap_or(i128::MAX)
}
