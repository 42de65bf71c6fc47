#![doc = include_str!("unknown_helm_value.md")]

mod advice;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, Written};
use crate::release::dictionary::{Dictionary, Found};
use crate::settings::{self, Input};
use crate::words::shown;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-helm-value",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("unknown_helm_value.md"),
};

/// Looks for values that the chart of a cluster's release does not have. What it had once, and what the mesh
/// file sets, are other rules' business.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.is_on_chart()) {
        let Some(dictionary) = cluster.dictionary() else { continue };
        let findings =
            cluster.values.nodes.iter().filter_map(|written| unknown(case.mesh, cluster, dictionary, written));
        found.0.extend(findings.map(|finding| finding.about(&cluster.name.value)));
    }
}

fn unknown(mesh: &Mesh, cluster: &Cluster, dictionary: Dictionary, written: &Written) -> Option<Diagnostic> {
    let Found::Nothing = dictionary.find(&written.keys) else { return None };
    // Of a variable nobody knows what it becomes.
    if written.name().contains("${") {
        return None;
    }
    let (release, path) = (cluster.release()?, written.path());
    let is_managed = settings::is_managed(&Input::without_config(mesh, cluster), &path);
    if is_managed || cluster.retired_value(&path).is_some() {
        return None;
    }
    let advice = advice::of(cluster, dictionary, written);
    let message = match advice.is_dotted {
        true => format!(
            "{} is one name here, and the chart of Cilium {} has no value of that name",
            shown(&path),
            release.name()
        ),
        false => format!("the chart of Cilium {} has no value {}", release.name(), shown(&path)),
    };
    let diagnostic = RULE.at(written.span, advice.label, message).help(advice.help);
    Some(advice.fix.into_iter().fold(diagnostic, Diagnostic::fix))
}
