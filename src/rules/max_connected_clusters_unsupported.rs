#![doc = include_str!("max_connected_clusters_unsupported.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::model::{Cluster, Mesh};
use crate::release::{self, Modern};
use crate::words::either;

/// The rule.
pub static RULE: Rule = Rule {
    name: "max-connected-clusters-unsupported",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("max_connected_clusters_unsupported.md"),
};

/// Looks for a number that Cilium, or the release of some cluster, does not take. Releases without any such
/// setting are another rule's business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(size) = case.mesh.max_connected_clusters.value() else { return };
    let takes = |modern: &Modern| modern.mesh_sizes.contains(&size.value);
    let unfit: Vec<&Cluster> =
        case.mesh.clusters.iter().filter(|cluster| cluster.modern().is_some_and(|modern| !takes(modern))).collect();
    let Some(first) = unfit.first() else { return };
    let Some(row) = release::first_modern(takes) else {
        let message = format!("Cilium does not support a mesh size of {} clusters", size.value);
        let sizes: Vec<String> = common_sizes(case.mesh).map(|size| format!("max-connected-clusters {size}")).collect();
        let sizes = either(&sizes.iter().map(String::as_str).collect::<Vec<_>>());
        let help = format!("write {sizes}, and keep it: it cannot be changed later");
        found.push(about(RULE.at(size.span, "no such size", message).help(help), &unfit));
        return;
    };
    let line = first.release().map(release::Release::name).unwrap_or_default();
    let message = format!("a mesh with {} cannot have a size of {} clusters", names(&unfit), size.value);
    let mut diagnostic = RULE.at(size.span, format!("unknown to Cilium {line}"), message);
    if let Some(version) = first.version.value() {
        diagnostic = diagnostic.label(version.span, format!("the release of {}", names(&unfit)));
    }
    let sizes: Vec<String> = common_sizes(case.mesh).map(|size| size.to_string()).collect();
    let help = format!("write {}, or run Cilium {} or later in every cluster", sizes.join(" or "), row.name());
    found.push(about(diagnostic.help(help), &unfit));
}

/// The sizes that the releases of all clusters take.
fn common_sizes(mesh: &Mesh) -> impl Iterator<Item = u16> {
    let rows: Vec<&Modern> = mesh.clusters.iter().filter_map(Cluster::modern).collect();
    release::mesh_sizes().iter().copied().filter(move |size| rows.iter().all(|row| row.mesh_sizes.contains(size)))
}
