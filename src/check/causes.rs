//! Causes come first: what is defined nowhere while an `include` matches no file is part of the finding about
//! that include.

use crate::diagnostic::{Diagnostic, Diagnostics, Label, Severity, Silence};
use crate::plan::lasting::{self, Records};
use crate::rules::{Case, empty_glob, wrong_helm_type};
use crate::words::{FEW, few, plural, shown};
use std::collections::BTreeSet;

/// Makes an error of each glob that matches nothing while something is defined nowhere, or while a cluster of
/// the output would be removed. Those findings are part of it then: nobody has to read 50 of them because of
/// a typo in one glob.
pub fn fold(case: &Case<'_>, found: &mut Diagnostics) {
    drop_types(found);
    let is_cause = |finding: &Diagnostic| finding.rule.name == empty_glob::RULE.name;
    if !found.0.iter().any(is_cause) {
        return;
    }
    let (missing, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut found.0).into_iter().partition(|finding| finding.lacks.is_some());
    found.0 = others;
    let causes = found.0.iter_mut().filter(|finding| is_cause(finding));
    if !missing.is_empty() {
        causes.for_each(|cause| name_missing(cause, &missing));
    } else if let gone @ [_, ..] = removed(case).as_slice() {
        causes.for_each(|cause| name_removed(cause, gone));
    }
}

/// What must go for another reason needs no other type.
fn drop_types(found: &mut Diagnostics) {
    let is_of_type = |finding: &Diagnostic| finding.rule.name == wrong_helm_type::RULE.name;
    let start = |finding: &Diagnostic| finding.primary().map(|label| (label.span.file, label.span.start));
    let graver = found.0.iter().filter(|finding| finding.silence == Silence::Refused);
    let places: BTreeSet<_> = graver.filter_map(start).collect();
    found.0.retain(|finding| !is_of_type(finding) || !start(finding).is_some_and(|place| places.contains(&place)));
}

fn name_missing(cause: &mut Diagnostic, missing: &[Diagnostic]) {
    let mut names: Vec<&str> = Vec::new();
    for name in missing.iter().filter_map(|finding| finding.lacks.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let verb = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{}, and {} {verb} defined nowhere", cause.message, few(&names));
    let labels = missing.iter().flat_map(|finding| &finding.labels).take(FEW);
    cause.labels.extend(labels.map(|label| Label { primary: false, ..label.clone() }));
    cause.clusters.extend(missing.iter().flat_map(|finding| finding.clusters.clone()));
    make_error(cause, message, "correct the pattern, or define what is missing in another file");
}

fn name_removed(cause: &mut Diagnostic, gone: &[String]) {
    let noun = plural(gone.len(), "cluster");
    let message = format!("{}, and {noun} {} would be removed from the output", cause.message, few(gone));
    make_error(cause, message, "correct the pattern, or remove the include if they are to go");
}

/// Nothing is written then, whatever `lint` asks for. A pattern that matches something is the better way out.
fn make_error(cause: &mut Diagnostic, message: String, way_out: &str) {
    (cause.severity, cause.silence, cause.message) = (Severity::Error, Silence::Refused, message);
    if cause.fixes.is_empty() {
        cause.help = Some(way_out.to_string());
    }
}

/// The clusters of the output that the mesh has no more, but for those that may go.
fn removed(case: &Case<'_>) -> Vec<String> {
    let Some(replaceable) = case.deployed.replaceable() else { return Vec::new() };
    let new: Records =
        case.plan.clusters.iter().map(|cluster| (cluster.name.clone(), Some(cluster.record.clone()))).collect();
    let pairs = lasting::pairs(case.deployed.records(), &new).into_iter();
    let gone = pairs.filter(|pair| pair.new.is_none()).filter_map(|pair| Some(pair.old?.0));
    gone.filter(|name| !replaceable.contains(name)).map(|name| shown(&name)).collect()
}
