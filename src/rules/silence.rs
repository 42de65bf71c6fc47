//! `lint` and `allow`: which findings stay, and at which level.

use super::clusters::shown;
use super::{unsilenceable_rule, unused_allow};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Silence};
use crate::model::{Allow, LintSeverity, Mesh};
use crate::source::Spanned;

/// Applies the levels of `lint` and the exceptions of `allow`; reports those that silence nothing or cannot.
pub fn apply(mesh: &Mesh, found: &mut Diagnostics) {
    let named = mesh.levels.iter().map(|level| &level.rule).chain(mesh.allows.iter().map(|allow| &allow.rule));
    for rule in named {
        if super::find(&rule.value).is_some_and(|rule| rule.silence == Silence::Refused) {
            refuse(rule, found);
        }
    }
    // What `lint` turns off stays allowed for a reason: only afterwards is anything left out. An `allow` of `unused-allow`
    // is never idle, for it would silence that finding itself.
    let idle = |allow: &&Allow| {
        allow.rule.value != unused_allow::RULE.name
            && super::find(&allow.rule.value).is_some_and(|rule| rule.silence == Silence::Allowed)
            && !found.0.iter().any(|diagnostic| is_about(allow, diagnostic))
    };
    let idle: Vec<&Allow> = mesh.allows.iter().filter(idle).collect();
    idle.into_iter().for_each(|allow| unused(allow, found));
    found.0.retain_mut(|diagnostic| diagnostic.silence == Silence::Refused || stays(mesh, diagnostic));
}

/// Whether a finding stays, at the level that `lint` gives it.
fn stays(mesh: &Mesh, diagnostic: &mut Diagnostic) -> bool {
    for level in mesh.levels.iter().filter(|level| level.rule.value == diagnostic.rule.name) {
        match level.severity {
            None => return false,
            Some(LintSeverity::Error) => diagnostic.severity = Severity::Error,
            Some(LintSeverity::Warning) => diagnostic.severity = Severity::Warning,
        }
    }
    !mesh.allows.iter().any(|allow| is_about(allow, diagnostic))
}

/// Whether an `allow` names the rule of a finding, in a cluster that the finding involves.
fn is_about(allow: &Allow, diagnostic: &Diagnostic) -> bool {
    let is_there = |name: &String| diagnostic.clusters.contains(name);
    diagnostic.rule.name == allow.rule.value && allow.cluster.as_ref().is_none_or(is_there)
}

fn refuse(rule: &Spanned<String>, found: &mut Diagnostics) {
    let message = format!("`{}` cannot be silenced", rule.value);
    let help = "mend what it finds: the output would be wrong without it";
    found.push(unsilenceable_rule::RULE.at(rule.span, "cannot be silenced", message).help(help));
}

fn unused(allow: &Allow, found: &mut Diagnostics) {
    let place =
        allow.cluster.as_ref().map_or_else(|| "the mesh".to_string(), |name| format!("cluster {}", shown(name)));
    let message = format!("`{}` finds nothing in {place}", allow.rule.value);
    let diagnostic = unused_allow::RULE.at(allow.rule.span, "silences nothing", message).help("remove this `allow`");
    found.push(match &allow.cluster {
        Some(cluster) => diagnostic.about(cluster),
        None => diagnostic,
    });
}
