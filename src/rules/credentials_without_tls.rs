#![doc = include_str!("credentials_without_tls.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, free_name, names};
use crate::model::Cluster;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "credentials-without-tls",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("credentials_without_tls.md"),
};

/// Looks for `credentials` of etcds that need no key material.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let place = |cluster: &Cluster| {
        cluster.etcd.credentials.origin.value().filter(|_| cluster.etcd.tls.is_nothing()).map(|origin| origin.span)
    };
    for (span, clusters) in by_place(case.mesh, place) {
        let message = format!("`etcd` of {} has `credentials` but no `tls`", names(&clusters));
        let stem = match clusters.as_slice() {
            [one] => free_name(&one.name.value, &BTreeSet::new()),
            _ => "etcd".to_string(),
        };
        let help = format!(
            "add `tls ca=\"{stem}.ca.crt\" cert=\"{stem}.client.crt\" key=\"{stem}.client.key\"`, with the names of \
             the keys in the Secret, or remove `credentials`"
        );
        found.push(about(RULE.at(span, "has no effect", message).help(help), &clusters));
    }
}
