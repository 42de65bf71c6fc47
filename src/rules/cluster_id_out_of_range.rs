#![doc = include_str!("cluster_id_out_of_range.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::clusters::{exceeded_size, shown};
use crate::facts::ids::offers;
use crate::facts::ranges::no_free_id;
use crate::model::ClusterId;
use crate::release;

/// The rule.
pub static RULE: Rule = Rule {
    name: "cluster-id-out-of-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("cluster_id_out_of_range.md"),
};

/// Looks for ids that the cluster's release does not take. Where there are more clusters than ids, that is
/// the defect.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let offers = offers(case.mesh, case.deployed);
    let exceeded = exceeded_size(case.mesh);
    for cluster in case.mesh.clusters.iter() {
        let (Some(number), Some(entry)) = (&cluster.refused_id, cluster.id.span()) else { continue };
        let is_of_large_mesh = ClusterId::new(number.parse().unwrap_or(0_u16), release::largest_mesh()).is_some();
        if exceeded.is_some() && is_of_large_mesh {
            continue;
        }
        let highest = case.mesh.highest_id(cluster);
        let range = match cluster.release() {
            Some(release) if highest == release.max_cluster_id => {
                format!("Cilium {} takes 1 to {highest}", release.name())
            }
            _ => format!("a mesh of at most {highest} clusters takes 1 to {highest}"),
        };
        let message = format!("cluster {} has the id {number}, but {range}", shown(&cluster.name.value));
        let label = if number == "0" { "0 turns the mesh off" } else { "out of range" };
        let diagnostic = RULE.at(entry, label, message).about(&cluster.name.value);
        found.push(match offers.get(&cluster.name.span).copied().flatten() {
            Some(offer) => {
                let help = offer.help(cluster);
                diagnostic.help(help.clone()).fix(Fix::safe(help, entry, format!("id={}", offer.id())))
            }
            None => diagnostic.help(no_free_id(case.mesh)),
        });
    }
}
