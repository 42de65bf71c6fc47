#![doc = include_str!("removed_helm_value.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::manifest::key_material::of_path;
use crate::model::Cluster;
use crate::source::Spanned;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "removed-helm-value",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("removed_helm_value.md"),
};

/// Looks for values that the chart of a cluster's release no longer reads.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        let written = cluster.values.places.iter().filter(|_| cluster.is_on_chart());
        let findings = written.filter_map(|written| removed(cluster, written));
        found.0.extend(findings.map(|finding| finding.about(&cluster.name.value)));
    }
}

fn removed(cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let release = cluster.release().filter(|release| release.modern().is_some())?;
    // A key must go for a graver reason.
    let text = cluster.values.get(&written.value).and_then(Value::as_str);
    if text.is_some_and(|text| of_path(&written.value, text).is_some()) {
        return None;
    }
    let retired = cluster.retired_value(&written.value)?;
    let message = format!("the chart of Cilium {} does not read `{}`", release.name(), retired.name);
    Some(RULE.at(written.span, format!("gone since {}", retired.since), message).help(retired.instead.text()))
}
