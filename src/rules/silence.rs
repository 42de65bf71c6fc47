//! `lint` and `allow`: which findings stay, and at which level.

use super::{unsilenceable_rule, unused_allow};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Silence};
use crate::model::{Allow, LintSeverity, Mesh};
use crate::source::Spanned;

/// Applies the levels of `lint` and the exceptions of `allow`; reports those that silence nothing or cannot.
pub fn apply(mesh: &Mesh, found: &mut Diagnostics) {
    for level in &mesh.levels {
        let Some(rule) = super::find(&level.rule.value) else { continue };
        if rule.silence == Silence::Refused {
            refuse(&level.rule, found);
            continue;
        }
        let of_rule =
            |diagnostic: &Diagnostic| diagnostic.rule.name == rule.name && diagnostic.silence == Silence::Allowed;
        match level.severity {
            None => found.0.retain(|diagnostic| !of_rule(diagnostic)),
            Some(severity) => {
                for diagnostic in found.0.iter_mut().filter(|diagnostic| of_rule(diagnostic)) {
                    diagnostic.severity = match severity {
                        LintSeverity::Error => Severity::Error,
                        LintSeverity::Warning => Severity::Warning,
                    };
                }
            }
        }
    }
    let matches = |allow: &Allow, diagnostic: &Diagnostic| {
        diagnostic.rule.name == allow.rule.value
            && diagnostic.silence == Silence::Allowed
            && allow.cluster.as_ref().is_none_or(|name| diagnostic.clusters.contains(name))
    };
    let mut idle = Vec::new();
    for allow in &mesh.allows {
        match super::find(&allow.rule.value) {
            Some(rule) if rule.silence == Silence::Refused => refuse(&allow.rule, found),
            Some(_) if !found.0.iter().any(|diagnostic| matches(allow, diagnostic)) => idle.push(allow),
            _ => {}
        }
    }
    found.0.retain(|diagnostic| !mesh.allows.iter().any(|allow| matches(allow, diagnostic)));
    for allow in idle {
        unused(allow, found);
    }
}

fn refuse(rule: &Spanned<String>, found: &mut Diagnostics) {
    let message = format!("`{}` cannot be silenced", rule.value);
    let help = "mend what it finds: the output would be wrong without it";
    found.push(unsilenceable_rule::RULE.at(rule.span, "cannot be silenced", message).help(help));
}

fn unused(allow: &Allow, found: &mut Diagnostics) {
    let place = allow.cluster.as_ref().map_or_else(|| "the mesh".to_string(), |name| format!("`{name}`"));
    let message = format!("`{}` finds nothing in {place}", allow.rule.value);
    let diagnostic = unused_allow::RULE.at(allow.rule.span, "silences nothing", message).help("remove this `allow`");
    found.push(match &allow.cluster {
        Some(cluster) => diagnostic.about(cluster),
        None => diagnostic,
    });
}
