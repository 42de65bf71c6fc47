#![doc = include_str!("agent_does_not_start.md")]

mod texts;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::refused::{refusals, report};
use crate::settings::merged::{Merged, Refused};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "agent-does-not-start",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("agent_does_not_start.md"),
};

/// Looks for settings that agents of a cluster's release refuse when they start.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let clusters = case.clusters();
    let merged = clusters.filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled));
    let refused = refusals(merged, of_agents).into_iter().filter(|(_, refused)| !follows_from_base(refused));
    found.0.extend(refused.map(|(cluster, refused)| report(&RULE, "agents do not start", cluster, &refused)));
    for cluster in &case.mesh.clusters {
        let unread = texts::refused(&RULE, case.mesh, cluster).into_iter();
        found.0.extend(unread.map(|finding| finding.about(&cluster.name.value).in_clusters()));
    }
}

/// What agents refuse. Of what the chart does not render for the same cause they see nothing.
fn of_agents<'m>(merged: &Merged<'m>) -> Vec<Refused<'m>> {
    let mut refused = merged.agent_refusals();
    if !refused.is_empty() && merged.cluster().is_on_chart() {
        let by_chart: Vec<Option<Span>> = merged.chart_refusals().iter().map(Refused::cause).collect();
        refused.retain(|one| one.cause().is_none() || !by_chart.contains(&one.cause()));
    }
    refused
}

/// Whether it comes of what a base sets and the mesh file does not mention, which `base-contradicts-mesh`
/// reports.
fn follows_from_base(refused: &Refused<'_>) -> bool {
    let is_mesh = |name: &str| ["ipam", "enable-ipsec", "enable-wireguard"].contains(&name);
    refused.because.iter().any(|(name, settled)| is_mesh(name) && settled.is_of_base())
}
