#![doc = include_str!("shared_kubeconfig.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::names;
use crate::model::{CLUSTER, Cluster};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-kubeconfig",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("shared_kubeconfig.md"),
};

/// Looks for a `kubeconfig-secret` that is the same for several clusters.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(flux) = case.mesh.deliveries.flux.get().filter(|flux| !flux.per_cluster) else { return };
    let Some(secret) = flux.kubeconfig_secret.as_ref().filter(|secret| !secret.value.contains(CLUSTER)) else {
        return;
    };
    let clusters: Vec<&Cluster> = case.mesh.clusters.iter().collect();
    if clusters.len() < 2 {
        return;
    }
    let message = format!("{} are reached through one Secret, `{}`", names(&clusters), secret.value);
    let help = format!("include the name of the cluster: \"{}-{CLUSTER}\"", secret.value);
    found.push(RULE.at(secret.span, "the same for all of them", message).help(help));
}
