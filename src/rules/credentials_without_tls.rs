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
    // What an unreadable spec would have is not missing.
    let is_unread =
        |cluster: &Cluster| cluster.kops.as_ref().is_some_and(|kops| kops.spec_path.is_some() && kops.spec.is_none());
    let idle = |cluster: &Cluster| cluster.etcd.tls.is_none() && !is_unread(cluster);
    for (span, clusters) in by_place(case.mesh, |cluster| cluster.etcd.credentials_span.filter(|_| idle(cluster))) {
        let message = format!("`etcd` of {} has `credentials` but no `tls`", names(&clusters));
        let stem = match clusters.as_slice() {
            [one] => free_name(&one.name.value, &BTreeSet::new()),
            _ => "etcd".to_string(),
        };
        let help = format!(
            "add `tls ca=\"{stem}.ca.crt\" cert=\"{stem}.client.crt\" key=\"{stem}.client.key\"`, with the keys of the \
             Secret, or remove `credentials`"
        );
        found.push(about(RULE.at(span, "changes nothing", message).help(help), &clusters));
    }
}
