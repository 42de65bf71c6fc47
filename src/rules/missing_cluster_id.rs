#![doc = include_str!("missing_cluster_id.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::facts::ranges::{free_ids, no_free_id};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_cluster_id.md"),
};

/// Looks for clusters without `id=`.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let free = free_ids(case.mesh);
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.id.is_nothing()) {
        let message = format!("cluster {} has no id", shown(&cluster.name.value));
        let diagnostic = RULE.at(cluster.name.span, "no `id=`", message).about(&cluster.name.value);
        found.push(match free.get(&cluster.name.span) {
            Some(id) => {
                let fix = Fix::safe(format!("add `id={id}`"), cluster.name.span.after(), format!(" id={id}"));
                diagnostic.help(format!("add `id={id}`, which no other cluster has")).fix(fix)
            }
            None => diagnostic.help(no_free_id(case.mesh)),
        });
    }
}
