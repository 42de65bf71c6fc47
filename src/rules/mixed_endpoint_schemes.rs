#![doc = include_str!("mixed_endpoint_schemes.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::endpoints::{endpoints, with_scheme};
use crate::model::Cluster;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-endpoint-schemes",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("mixed_endpoint_schemes.md"),
};

/// Looks for etcds with endpoints of both schemes.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, odd_one) {
        let Some(first) = clusters.first().and_then(|cluster| with_any(cluster)) else { continue };
        let message = format!("the etcd of {} is reached by both http and https", names(&clusters));
        let other = if first.1 == "https" { "http" } else { "https" };
        let diagnostic = RULE.at(span, other, message).label(first.0, format!("{}, and the first", first.1));
        let help = "use one scheme for all of them, `https` if the etcd has TLS";
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// The place and the scheme of the first endpoint that has one.
fn with_any(cluster: &Cluster) -> Option<(Span, &str)> {
    endpoints(cluster).find_map(|endpoint| Some((endpoint.span, endpoint.scheme?)))
}

/// The place of the first endpoint of another scheme than the first one's.
fn odd_one(cluster: &Cluster) -> Option<Span> {
    let (_, first) = with_any(cluster)?;
    let other = if first == "https" { "http" } else { "https" };
    Some(with_scheme(cluster, Some(other)).first()?.span)
}
