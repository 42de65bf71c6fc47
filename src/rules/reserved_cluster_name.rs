#![doc = include_str!("reserved_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, free_name, taken_names};
use crate::model::Cluster;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("reserved_cluster_name.md"),
};

/// Looks for clusters named `default` (`pkg/option/config.go` of v1.2.2: "cannot use default cluster name"),
/// and for those whose file in `flux` or `argocd` would be kustomize's own.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for name in ["default"].iter().chain(&case.plan.reserved) {
        let clusters: Vec<&Cluster> = case.mesh.clusters.iter().filter(|cluster| cluster.name.value == *name).collect();
        found.0.extend(reserved(case, name, &clusters));
    }
}

fn reserved(case: &Case<'_>, name: &str, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let [first, others @ ..] = clusters else { return None };
    let message = match case.mesh.delivery().filter(|_| case.plan.reserved.contains(&name)) {
        Some((who, _)) => format!("a cluster that {who} applies cannot be named `{name}`"),
        None => format!("a cluster of a mesh cannot be named `{name}`"),
    };
    let diagnostic = RULE.at(first.name.span, "reserved", message);
    let diagnostic = diagnostic.also(others.iter().map(|other| other.name.span), "reserved");
    let wish = format!("cluster-{}", first.id.get().map_or(1, |id| id.number()));
    let free = free_name(&wish, &taken_names(case.mesh));
    Some(about(diagnostic.help(format!("give it a name of its own, such as `{free}`")), clusters))
}
