#![doc = include_str!("release_needs_upgrade.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::model::Cluster;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "release-needs-upgrade",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("release_needs_upgrade.md"),
};

/// Looks for patch releases in which a mesh does not work yet.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, too_early) {
        let Some(cluster) = clusters.first() else { continue };
        let (Some(version), Some(release)) = (cluster.version.value(), cluster.release()) else { continue };
        let message = format!("no mesh works with Cilium {}, the release of {}", version.value, names(&clusters));
        let help = format!("use \"{}\" or a later release of {}", release.first_working(), release.name());
        found.push(about(RULE.at(span, "too early", message).help(help), &clusters));
    }
}

fn too_early(cluster: &Cluster) -> Option<Span> {
    let version = cluster.version.value()?;
    cluster.release()?.needs_upgrade(version.value).then_some(version.span)
}
