#![doc = include_str!("duplicate_config_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::refused::{refusals, report};
use crate::settings::merged::Merged;

/// The rule.
pub static RULE: Rule = Rule {
    name: "duplicate-config-key",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("duplicate_config_key.md"),
};

/// Looks for values with which the chart of a cluster's release writes a key twice.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let clusters = case.clusters().filter(|(cluster, _)| cluster.is_on_chart());
    let merged = clusters.filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled));
    let refused = refusals(merged, Merged::duplicate_keys).into_iter();
    found.0.extend(
        refused.map(|(cluster, refused)| {
            report(&RULE, "the chart writes a key of `cilium-config` twice", cluster, &refused)
        }),
    );
}
