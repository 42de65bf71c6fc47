#![doc = include_str!("chart_does_not_render.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::refused::{refusals, report};
use crate::settings::merged::Merged;

/// The rule.
pub static RULE: Rule = Rule {
    name: "chart-does-not-render",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("chart_does_not_render.md"),
};

/// Looks for values that the chart of a cluster's release refuses to render.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let clusters = case.clusters().filter(|(cluster, _)| cluster.is_on_chart());
    let merged = clusters.filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled));
    let refused = refusals(merged, Merged::chart_refusals).into_iter();
    found.0.extend(refused.map(|(cluster, refused)| report(&RULE, "the chart does not render", cluster, &refused)));
}
