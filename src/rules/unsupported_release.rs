#![doc = include_str!("unsupported_release.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Fix, Rule, Severity, Silence};
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
        let message = format!("meshc does not support Cilium {version}, the release of {}", names(&clusters));
        let known = known(version);
        let fix = Fix::proposed(format!("write \"{known}\""), span, format!("\"{known}\""));
        let finding = RULE.at(span, "unsupported release", message).help(help(version, known)).fix(fix);
        found.push(about(finding, &clusters));
    }
}

/// The nearest release that meshc knows: of the next line, or else the newest of all.
fn known(version: Version) -> Version {
    let (_, above) = release::neighbours(version);
    above.map_or_else(release::newest, release::Release::first_working)
}

/// The nearest releases that have a row.
fn help(version: Version, known: Version) -> String {
    let lines = release::lines(|_| true);
    match release::neighbours(version) {
        (Some(below), Some(above)) => {
            let (below, above) = (below.name(), above.name());
            format!("meshc supports {lines}: the nearest lines are {below} and {above}; write one such as \"{known}\"")
        }
        _ => format!("meshc supports {lines}: write one such as \"{known}\""),
    }
}
