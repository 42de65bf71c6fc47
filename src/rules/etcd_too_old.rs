#![doc = include_str!("etcd_too_old.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::endpoints::is_of_kops;
use crate::model::Cluster;
use crate::release::MIN_ETCD;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "etcd-too-old",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("etcd_too_old.md"),
};

/// An etcd that is new enough, for the help: any from [`MIN_ETCD`] on is.
const NEW: &str = "3.1.11";

/// Looks for etcds that agents refuse.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, too_old) {
        let Some(cluster) = clusters.first() else { continue };
        let Some(version) = cluster.etcd.version.value() else { continue };
        let message = format!("the etcd of {} is version {}, older than {}", names(&clusters), version.value, MIN_ETCD);
        let label = if is_of_kops(cluster, span) { "from this spec" } else { "too old" };
        let help = match cluster.kops.get() {
            Some(_) if is_of_kops(cluster, span) => format!("write `etcd-version \"{NEW}\"` in the braces of `kops`"),
            Some(_) => format!("write `etcd-version \"{NEW}\"`"),
            None => format!("upgrade the etcd, and write its version, such as `version \"{NEW}\"`"),
        };
        found.push(about(RULE.at(span, label, message).help(help), &clusters));
    }
}

fn too_old(cluster: &Cluster) -> Option<Span> {
    let version = cluster.etcd.version.value()?;
    cluster.release()?;
    // A spec without members has no etcd whose version could be too old.
    if is_of_kops(cluster, version.span) && cluster.etcd.endpoints.is_empty() {
        return None;
    }
    (version.value < MIN_ETCD).then_some(version.span)
}
