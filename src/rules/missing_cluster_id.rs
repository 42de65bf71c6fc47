#![doc = include_str!("missing_cluster_id.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::facts::ids::{Offer, offers};
use crate::facts::ranges::no_free_id;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-cluster-id",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_cluster_id.md"),
};

/// Looks for clusters without `id=`.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let offers = offers(case.mesh, case.deployed);
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.id.is_nothing()) {
        let message = format!("cluster {} has no id", shown(&cluster.name.value));
        let diagnostic = RULE.at(cluster.name.span, "no `id=`", message).about(&cluster.name.value);
        found.push(match offers.get(&cluster.name.span).copied().flatten() {
            Some(offer) => {
                let id = offer.id();
                let why = match offer {
                    Offer::Built(_) => "with which it was built",
                    Offer::Free(_) => "which no other cluster has",
                };
                let fix = Fix::safe(format!("add `id={id}`"), cluster.name.span.after(), format!(" id={id}"));
                diagnostic.help(format!("add `id={id}`, {why}")).fix(fix)
            }
            None => diagnostic.help(no_free_id(case.mesh)),
        });
    }
}
