#![doc = include_str!("reserved_cluster_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{RESERVED, about, free_name, shown, taken_names};
use crate::model::Cluster;

/// The rule.
pub static RULE: Rule = Rule {
    name: "reserved-cluster-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("reserved_cluster_name.md"),
};

/// Looks for clusters named `default` (`pkg/option/config.go` of v1.2.2: "cannot use default cluster name"),
/// for those whose folder Windows does not make or that the command takes for all, and for those whose file
/// in `flux` or `argocd` would be kustomize's own. File systems of macOS and Windows do not tell the case of
/// letters apart.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_default = |name: &str| name == "default";
    found.0.extend(reserved(case, "reserved", &having(case, is_default)));
    for name in RESERVED {
        let why = if name == "all" { "every cluster, in `--allow-destructive`" } else { "a device on Windows" };
        found.0.extend(reserved(case, why, &having(case, |own| own.eq_ignore_ascii_case(name))));
    }
    for name in &case.plan.reserved {
        found.0.extend(reserved(case, "reserved", &having(case, |own| own.eq_ignore_ascii_case(name))));
    }
}

fn having<'m>(case: &Case<'m>, is_it: impl Fn(&str) -> bool) -> Vec<&'m Cluster> {
    case.mesh.clusters.iter().filter(|cluster| is_it(&cluster.name.value)).collect()
}

fn reserved(case: &Case<'_>, why: &str, clusters: &[&Cluster]) -> Option<Diagnostic> {
    let [first, others @ ..] = clusters else { return None };
    let name = &first.name.value;
    let is_file = case.plan.reserved.iter().any(|file| name.eq_ignore_ascii_case(file));
    let message = match case.mesh.delivery().filter(|_| is_file) {
        Some((who, _)) => format!("a cluster that {who} applies cannot be named {}", shown(name)),
        None => format!("a cluster of a mesh cannot be named {}", shown(name)),
    };
    let diagnostic = RULE.at(first.name.span, why, message);
    let diagnostic = diagnostic.also(others.iter().map(|other| other.name.span), why);
    let wish = format!("cluster-{}", first.id.get().map_or(1, |id| id.number()));
    let free = free_name(&wish, &taken_names(case.mesh));
    Some(about(diagnostic.help(format!("give it another name, such as `{free}`")), clusters))
}
