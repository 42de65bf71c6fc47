#![doc = include_str!("shared_delivery_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::names;
use crate::model::{CLUSTER, Cluster};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-delivery-name",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("shared_delivery_name.md"),
};

/// Looks for a `release` or an `application` that is the same for several clusters of one Flux or Argo CD.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let deliveries = &case.mesh.deliveries;
    let flux = deliveries.flux.get().filter(|flux| !flux.per_cluster && !flux.values_only);
    let argocd = deliveries.argocd.get().filter(|argocd| !argocd.per_cluster);
    let stated = [
        flux.and_then(|flux| Some(("HelmRelease", flux.release.as_ref()?))),
        argocd.and_then(|argocd| Some(("Application", argocd.application.as_ref()?))),
    ];
    let clusters: Vec<&Cluster> = case.mesh.clusters.iter().collect();
    for (kind, name) in stated.into_iter().flatten().filter(|(_, name)| !name.value.contains(CLUSTER)) {
        if clusters.len() > 1 {
            let message = format!("{} share one {kind}, `{}`", names(&clusters), name.value);
            let help = format!("include the name of the cluster: \"{}-{CLUSTER}\"", name.value);
            found.push(RULE.at(name.span, "the same for all of them", message).help(help));
        }
    }
}
