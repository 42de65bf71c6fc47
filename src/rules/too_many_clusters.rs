#![doc = include_str!("too_many_clusters.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{exceeded_size, taken_names};
use crate::release;

/// The rule.
pub static RULE: Rule = Rule {
    name: "too-many-clusters",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("too_many_clusters.md"),
};

/// Looks for more clusters than the mesh can have.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(limit) = exceeded_size(case.mesh) else { return };
    let largest = release::largest_mesh();
    let count = taken_names(case.mesh).len();
    let message = format!("the mesh has {count} clusters, but can have {limit}");
    // The clusters whose release keeps the mesh from being larger.
    let small = |size: u16| {
        case.mesh.clusters.iter().find(move |cluster| cluster.release().is_some_and(|row| row.max_cluster_id < size))
    };
    let fits = count <= largest.into();
    let larger = release::first_modern(|modern| modern.mesh_sizes.contains(&largest)).map(release::Release::name);
    let (help, reason) = match (fits, small(largest)) {
        (false, _) => (format!("split it into two meshes: none can have more than {largest}"), None),
        (true, None) => (
            format!(
                "write `max-connected-clusters {largest}` in `mesh` before the first cluster is created: it cannot be changed later"
            ),
            None,
        ),
        (true, Some(cluster)) => (
            format!(
                "split it into two meshes, or run Cilium {} or later in every cluster and write `max-connected-clusters {largest}`",
                larger.unwrap_or_default()
            ),
            cluster.version.value(),
        ),
    };
    let place = case.mesh.max_connected_clusters.value().map_or(case.mesh.span, |size| size.span);
    let mut diagnostic = RULE.at(place, format!("at most {limit}"), message);
    if let Some(version) = reason {
        diagnostic = diagnostic.label(version.span, format!("accepts no id above {limit}"));
    }
    found.push(diagnostic.help(help));
}
