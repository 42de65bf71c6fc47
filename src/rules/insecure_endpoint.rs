#![doc = include_str!("insecure_endpoint.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::endpoints::{is_of_kops, with_scheme};
use crate::model::Cluster;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "insecure-endpoint",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("insecure_endpoint.md"),
};

/// Looks for etcds that are reached without TLS.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, first_plain) {
        let of_kops = clusters.first().is_some_and(|cluster| is_of_kops(cluster, span));
        let message = format!("the etcd of {} is reached without TLS", names(&clusters));
        let (label, help) = if of_kops {
            let help =
                "set `enableEtcdTLS` and `enableTLSAuth` for all `etcdClusters` of the spec, before kops creates them";
            ("no `enableEtcdTLS` in this spec", help)
        } else {
            ("plain http", "give the etcd TLS with client certificates, and write `https://`")
        };
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
}

/// The first endpoint of plain http; a mix of schemes is another rule's business.
fn first_plain(cluster: &Cluster) -> Option<Span> {
    let is_mixed = !with_scheme(cluster, Some("https")).is_empty();
    with_scheme(cluster, Some("http")).first().filter(|_| !is_mixed).map(|endpoint| endpoint.span)
}
