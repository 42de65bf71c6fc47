#![doc = include_str!("two_deliveries.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "two-deliveries",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("two_deliveries.md"),
};

/// Looks for a mesh that both Flux and Argo CD apply.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let deliveries = &case.mesh.deliveries;
    let (Some(flux), Some(argocd)) = (deliveries.flux.get(), deliveries.argocd.get()) else { return };
    let (first, second) = (flux.span.min(argocd.span), flux.span.max(argocd.span));
    let message = "both `flux` and `argocd` apply this mesh";
    let diagnostic = RULE.at(second, "this one too", message).label(first, "one applies it");
    found.push(diagnostic.help("keep the one that applies the output, and remove the other"));
}
