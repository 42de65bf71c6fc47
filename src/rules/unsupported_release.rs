#![doc = include_str!("unsupported_release.md")]

use super::clusters::{about, by_place, names};
use super::not_yet_supported;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;
use crate::release::{self, PLANNED};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unsupported-release",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unsupported_release.md"),
};

/// Looks for releases that meshc has no row for: those that it will serve, and all others.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let unknown = |cluster: &crate::model::Cluster| {
        Some(cluster.version.as_ref().filter(|version| release::find(version.value).is_none())?.span)
    };
    for (span, clusters) in by_place(mesh, unknown) {
        let Some(version) = clusters.first().and_then(|cluster| cluster.version.as_ref()) else { continue };
        let version = version.value;
        let help =
            format!("meshc knows {}: choose one of their releases, such as \"1.4.2\"", release::supported_lines());
        let diagnostic = if PLANNED.contains(&version.line()) {
            let message = format!("Cilium {version}, the release of {}, is not supported yet", names(&clusters));
            not_yet_supported::RULE.at(span, "a later meshc will know it", message)
        } else {
            let message = format!("meshc does not know Cilium {version}, the release of {}", names(&clusters));
            RULE.at(span, "unknown release", message)
        };
        found.push(about(diagnostic.help(help), &clusters));
    }
}
