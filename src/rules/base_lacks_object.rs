#![doc = include_str!("base_lacks_object.md")]

mod needs;

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::bases;
use crate::facts::clusters::about;
use crate::facts::contradictions::fitting;
use crate::model::{Cluster, Mesh};
use crate::source::Span;
use crate::words::few;
use needs::{Lack, lacking};
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-lacks-object",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("base_lacks_object.md"),
};

/// Looks for objects, and parts of them, that the mesh changes and a base of the user's lacks.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    if case.mesh.namespace.is_broken() {
        // Nobody knows which namespace the objects are to be in.
        return;
    }
    for used in bases::used(case.mesh) {
        let clusters = fitting(&used);
        let is_fit = |cluster: &Cluster| clusters.iter().any(|fit| std::ptr::eq(*fit, cluster));
        let settled = case.clusters_on(used.base).filter(|(cluster, _)| is_fit(cluster)).map(|(_, settled)| settled);
        let lacking = lacking(case.mesh, &used, &settled.collect::<Vec<_>>());
        if lacking.is_empty() {
            continue;
        }
        let message = format!("the base lacks {}", sentence(case.mesh, &lacking));
        let places: BTreeSet<Span> = lacking.iter().filter_map(|lack| lack.holder).collect();
        let mut places = places.into_iter();
        let mut diagnostic = match places.next() {
            Some(first) => RULE.at(first, "lacks it", message).label(used.base.span, "this base"),
            None => RULE.at(used.base.span, "this base", message),
        };
        for place in places {
            diagnostic = diagnostic.label(place, "and this one");
        }
        found.push(about(advise(case.mesh, diagnostic, &lacking), &clusters).in_clusters());
    }
}

/// What is lacking, the first few of it, objects first.
fn sentence(mesh: &Mesh, lacking: &[Lack]) -> String {
    let (objects, parts): (Vec<&Lack>, Vec<&Lack>) = lacking.iter().partition(|lack| lack.holder.is_none());
    let what = |lacks: &[&Lack]| few(&lacks.iter().map(|lack| lack.what.as_str()).collect::<Vec<_>>());
    let objects = (!objects.is_empty()).then(|| format!("{} in `{}`", what(&objects), mesh.namespace()));
    let parts = (!parts.is_empty()).then(|| what(&parts));
    objects.into_iter().chain(parts).collect::<Vec<_>>().join(" and ")
}

fn advise(mesh: &Mesh, diagnostic: Diagnostic, lacking: &[Lack]) -> Diagnostic {
    if let Some((place, namespace)) = lacking.iter().find_map(|lack| lack.astray.as_ref()) {
        let label = if namespace.is_empty() { "in no namespace".to_string() } else { format!("in `{namespace}`") };
        let help = match namespace.as_str() {
            "" => format!("add `namespace: {}` to the objects of the base", mesh.namespace()),
            other => format!("write `namespace \"{other}\"` in `mesh`, or render the base for `{}`", mesh.namespace()),
        };
        return diagnostic.label(*place, label).help(help);
    }
    let values: BTreeSet<&str> = lacking.iter().map(|lack| lack.values).filter(|values| !values.is_empty()).collect();
    let values: Vec<String> = values.into_iter().map(|value| format!("`--set {value}`")).collect();
    diagnostic.help(match values.len() {
        0 => "render the base with the official chart, and keep everything that it renders".to_string(),
        _ => format!("render the base with {}", values.join(" ")),
    })
}
