#![doc = include_str!("reserved_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, free_name, taken_names};
use crate::model::{Cluster, Mesh};

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("reserved_cluster_name.md"),
};

/// Names of files and folders that are beside those of clusters in `flux` and `argocd`.
const OF_DELIVERY: &[&str] = &["kustomization", "releases"];

/// Looks for clusters named `default` (`pkg/option/config.go` of v1.2.2: "cannot use default cluster name"),
/// and for those whose file in `flux` or `argocd` would be kustomize's own.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for name in ["default"].iter().chain(case.mesh.delivery().iter().flat_map(|_| OF_DELIVERY)) {
        let clusters: Vec<&Cluster> = case.mesh.clusters.iter().filter(|cluster| cluster.name.value == *name).collect();
        found.0.extend(reserved(case.mesh, name, &clusters));
    }
}

fn reserved(mesh: &Mesh, name: &str, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let [first, others @ ..] = clusters else { return None };
    let message = match mesh.delivery().filter(|_| OF_DELIVERY.contains(&name)) {
        Some((who, _)) => format!("a cluster that {who} applies cannot be named `{name}`"),
        None => format!("a cluster of a mesh cannot be named `{name}`"),
    };
    let mut diagnostic = RULE.at(first.name.span, "reserved", message);
    for other in others.iter().take(2) {
        diagnostic = diagnostic.label(other.name.span, "reserved");
    }
    let wish = format!("cluster-{}", first.id.get().map_or(1, |id| id.number()));
    let free = free_name(&wish, &taken_names(mesh));
    Some(about(diagnostic.help(format!("give it a name of its own, such as `{free}`")), clusters))
}
