#![doc = include_str!("unknown_helm_value.md")]

mod advice;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::misspelt::Misspelt;
use crate::limits::GUESSES;
use crate::model::{Cluster, Mesh, Written};
use crate::plan;
use crate::release::dictionary::{Dictionary, Found};
use crate::settings::merged::Merged;
use crate::settings::{self, Input};
use crate::source::Span;
use crate::words::shown;
use std::collections::BTreeSet;

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
    let mut guessed = Guessed::new();
    for (cluster, settled) in case.clusters().filter(|(cluster, _)| cluster.is_on_chart()) {
        let Some(dictionary) = cluster.dictionary() else { continue };
        let mut findings: Vec<(&Written, Diagnostic)> = Vec::new();
        for written in &cluster.values.nodes {
            let finding = unknown((case.mesh, cluster), dictionary, written, &mut guessed);
            findings.extend(finding.map(|finding| (written, finding)));
        }
        let refused = if findings.is_empty() { Vec::new() } else { refused_for(case.mesh, cluster, settled) };
        let findings = findings.into_iter().filter(|(written, _)| !refused.contains(&written.span));
        found.0.extend(findings.map(|(_, finding)| finding.about(&cluster.name.value)));
    }
}

/// The places of misspelt values for want of which the chart does not render, or agents do not start: that is
/// reported.
fn refused_for(mesh: &Mesh, cluster: &Cluster, settled: &plan::Cluster) -> Vec<Span> {
    let Some(merged) = Merged::of(mesh, cluster, settled) else { return Vec::new() };
    let refused = merged.chart_refusals().into_iter().chain(merged.agent_refusals());
    refused.filter_map(|refused| Some(Misspelt::behind(cluster, &refused)?.written.span)).collect()
}

/// The places for which it was looked up what is meant there, by release: what several clusters take from one
/// place is one finding, and there are only so many.
type Guessed = BTreeSet<(Span, String)>;

fn unknown(
    (mesh, cluster): (&Mesh, &Cluster),
    dictionary: Dictionary,
    written: &Written,
    guessed: &mut Guessed,
) -> Option<Diagnostic> {
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
    let is_guessed = guessed.len() < GUESSES.most && guessed.insert((written.span, release.name()));
    let advice = if is_guessed { advice::of(cluster, dictionary, written) } else { advice::none() };
    let message = match advice.is_dotted {
        true => format!(
            "{} is a single name here, and the chart of Cilium {} has no value of that name",
            shown(&path),
            release.name()
        ),
        false => format!("the chart of Cilium {} has no value {}", release.name(), shown(&path)),
    };
    let diagnostic = RULE.at(written.span, advice.label, message).help(advice.help);
    Some(advice.fix.into_iter().fold(diagnostic, Diagnostic::fix))
}
