#![doc = include_str!("removed_helm_value.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::at_places;
use crate::model::Cluster;
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "removed-helm-value",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("removed_helm_value.md"),
};

/// Looks for values that the chart of a cluster's release no longer reads.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(at_places(case.mesh, |cluster| {
        let written = cluster.values.places.iter().filter(|_| cluster.is_on_chart());
        written.filter_map(|written| removed(cluster, written)).collect()
    }));
}

fn removed(cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let release = cluster.release().filter(|release| release.modern().is_some())?;
    let retired = release.retired_value(&written.value)?;
    let (major, minor) = retired.since;
    let message = format!("the chart of Cilium {} does not read `{}`", release.name(), retired.name);
    Some(RULE.at(written.span, format!("gone since {major}.{minor}"), message).help(retired.instead))
}
