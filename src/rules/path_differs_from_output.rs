#![doc = include_str!("path_differs_from_output.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Edit, Fix, Rule, Severity, Silence};
use crate::source::{Span, Spanned};

/// The rule.
pub static RULE: Rule = Rule {
    name: "path-differs-from-output",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("path_differs_from_output.md"),
};

/// Looks for a `path` that is not where the output is in its work tree.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let deliveries = &case.mesh.deliveries;
    let flux = deliveries.flux.get().into_iter().map(|flux| ("flux", &flux.path, flux.span));
    let argocd = deliveries.argocd.get().into_iter().map(|argocd| ("argocd", &argocd.path, argocd.span));
    for (tool, path, node) in flux.chain(argocd) {
        let Some(output) = case.mesh.output.as_ref().filter(|output| **output != path.value) else { continue };
        found.push(finding(tool, path, node, output));
    }
}

fn finding(tool: &str, path: &Spanned<String>, node: Span, output: &str) -> Diagnostic {
    let right = if output.is_empty() { "." } else { output };
    let asked = if path.value.is_empty() { "." } else { &path.value };
    let message = format!("`{tool}` looks for the output in `{asked}`, but it is in `{right}` of this repository");
    let text = format!("\"./{}\"", output.trim_start_matches("./"));
    if path.span == node {
        let diagnostic = RULE.at(node, "without `path` it looks in `deploy`", message);
        diagnostic.help(format!("write `path {text}` in its braces"))
    } else {
        let diagnostic = RULE.at(path.span, "not the output", message).help(format!("write `path {text}`"));
        diagnostic.fix(Fix { title: format!("write {text}"), safe: false, edits: vec![Edit::new(path.span, text)] })
    }
}
