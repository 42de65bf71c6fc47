#![doc = include_str!("unsupported_release.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::release::{self, Version};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unsupported-release",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unsupported_release.md"),
};

/// Looks for releases that meshc has no row for.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let unknown = |cluster: &crate::model::Cluster| {
        Some(cluster.version.value().filter(|version| release::find(version.value).is_none())?.span)
    };
    for (span, clusters) in by_place(case.mesh, unknown) {
        let Some(version) = clusters.first().and_then(|cluster| cluster.version.value()) else { continue };
        let version = version.value;
        let message = format!("meshc does not know Cilium {version}, the release of {}", names(&clusters));
        found.push(about(RULE.at(span, "unknown release", message).help(help(version)), &clusters));
    }
}

/// The nearest releases that have a row.
fn help(version: Version) -> String {
    let lines = release::lines(|_| true);
    match release::neighbours(version) {
        (Some(below), Some(above)) => {
            format!("meshc knows {lines}: the nearest lines are {} and {}", below.name(), above.name())
        }
        (one, other) => {
            let nearest = one.or(other).map(release::Release::name).unwrap_or_default();
            format!("meshc knows {lines}: the nearest line is {nearest}")
        }
    }
}
