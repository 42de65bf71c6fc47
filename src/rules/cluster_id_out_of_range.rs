#![doc = include_str!("cluster_id_out_of_range.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::clusters::{exceeded_size, free_ids, no_free_id, shown};
use crate::release;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-out-of-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("cluster_id_out_of_range.md"),
};

/// Looks for ids that the cluster's release does not take. Where there are more clusters than ids, that is the defect.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let free = free_ids(case.mesh);
    let exceeded = exceeded_size(case.mesh);
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.valid_id().is_none()) {
        let (Some(id), Some(entry)) = (&cluster.id, cluster.id_entry) else { continue };
        if exceeded.is_some_and(|limit| id.value > limit && id.value <= release::largest_mesh()) {
            continue;
        }
        let range = match cluster.release() {
            Some(release) if cluster.max_id == release.max_cluster_id => {
                format!("Cilium {} takes 1 to {}", release.name(), cluster.max_id)
            }
            Some(_) => format!("a mesh of at most {0} clusters takes 1 to {0}", cluster.max_id),
            None => "ids begin with 1".to_string(),
        };
        let message = format!("cluster {} has the id {}, but {range}", shown(&cluster.name.value), id.value);
        let label = if id.value == 0 { "0 turns the mesh off" } else { "out of range" };
        let diagnostic = RULE.at(entry, label, message).about(&cluster.name.value);
        found.push(match free.get(&cluster.name.span) {
            Some(id) => {
                let help = format!("use the next free id, {id}");
                diagnostic.help(help.clone()).fix(Fix::safe(help, entry, format!("id={id}")))
            }
            None => diagnostic.help(no_free_id(case.mesh)),
        });
    }
}
