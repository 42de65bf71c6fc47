#![doc = include_str!("endpoint_without_scheme.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Edit, Fix, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names, shown};
use crate::facts::endpoints::with_scheme;

/// The rule.
pub static RULE: Rule = Rule {
    name: "endpoint-without-scheme",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("endpoint_without_scheme.md"),
};

/// Looks for endpoints without a scheme.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let first = |cluster: &_| Some(with_scheme(cluster, None).first()?.span);
    for (span, clusters) in by_place(case.mesh, first) {
        let Some(cluster) = clusters.first() else { continue };
        let bare = with_scheme(cluster, None);
        let Some(first) = bare.first() else { continue };
        let message = match bare.len() {
            1 => format!("an endpoint of {} has no scheme", names(&clusters)),
            many => format!("{many} endpoints of {} have no scheme", names(&clusters)),
        };
        let mut diagnostic = RULE.at(span, "http or https?", message);
        for endpoint in bare.iter().skip(1).take(2) {
            diagnostic = diagnostic.label(endpoint.span, "the same");
        }
        // Beside plain http, that is most likely what was intended.
        diagnostic = if with_scheme(cluster, Some("http")).is_empty() {
            let edit = |endpoint: &crate::facts::endpoints::Endpoint<'_>| {
                Edit::new(endpoint.span, format!("\"https://{}\"", endpoint.text))
            };
            let edits = bare.iter().map(edit).collect();
            let help = format!("write {}", shown(&format!("https://{}", first.text)));
            let title = if bare.len() == 1 { help.clone() } else { "write `https://` before all of them".to_string() };
            diagnostic.help(help).fix(Fix { title, safe: true, edits })
        } else {
            diagnostic.help("write the scheme of the other endpoints: without one, Cilium uses TLS")
        };
        found.push(about(diagnostic, &clusters));
    }
}
