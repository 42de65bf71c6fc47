#![doc = include_str!("duplicate_config_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::refused::report;
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
    for (cluster, settled) in case.clusters().filter(|(cluster, _)| cluster.is_on_chart()) {
        let refused = Merged::of(case.mesh, cluster, settled).map(|merged| merged.duplicate_keys());
        for refused in refused.into_iter().flatten() {
            found.push(report(&RULE, "the chart writes a key of `cilium-config` twice", cluster, &refused));
        }
    }
}
