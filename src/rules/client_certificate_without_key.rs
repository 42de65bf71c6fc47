#![doc = include_str!("client_certificate_without_key.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::model::Tls;

/// The rule.
pub static RULE: Rule = Rule {
    name: "client-certificate-without-key",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("client_certificate_without_key.md"),
};

/// Looks for `tls` with one half of a client certificate.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_half = |tls: &&Tls| tls.cert.is_nothing() != tls.key.is_nothing();
    for (span, clusters) in by_place(case.mesh, |cluster| Some(cluster.etcd.tls.get().filter(is_half)?.span)) {
        let has_key = clusters.iter().any(|cluster| cluster.etcd.tls.get().is_some_and(|tls| !tls.key.is_nothing()));
        let (there, missing, what) =
            if has_key { ("key", "cert", "the certificate") } else { ("cert", "key", "the private key") };
        let message = format!("`tls` of {} has `{there}` but no `{missing}`", names(&clusters));
        let help = format!("add `{missing}=` with the name that {what} has in the Secret, or remove `{there}=`");
        found.push(about(RULE.at(span, format!("no `{missing}=`"), message).help(help), &clusters));
    }
}
