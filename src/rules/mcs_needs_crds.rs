#![doc = include_str!("mcs_needs_crds.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::model::Cluster;
use crate::release::{self, Release};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mcs-needs-crds",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("mcs_needs_crds.md"),
};

/// Looks for clusters whose operator needs CRDs that it does not install.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(stated) = case.mesh.mcs_api.value().filter(|stated| stated.value) else { return };
    let needs =
        |cluster: &&Cluster| cluster.modern().and_then(|modern| modern.mcs).is_some_and(|mcs| !mcs.installs_crds);
    let clusters: Vec<&Cluster> = case.mesh.clusters.iter().filter(needs).collect();
    let Some(release) = clusters.first().and_then(|cluster| cluster.release()) else { return };
    let message = format!("Cilium does not install the CRDs of the Multi-Cluster Services API in {}", names(&clusters));
    let label = format!("Cilium {} leaves its CRDs to you", release.name());
    let first = release::first_modern(|modern| modern.mcs.is_some_and(|mcs| mcs.installs_crds));
    let help = format!(
        "install the CRDs `serviceexports` and `serviceimports` of multicluster.x-k8s.io first, and write `allow \"mcs-needs-crds\" reason=\"installed\"`; or run Cilium {} or later",
        first.map(Release::name).unwrap_or_default()
    );
    found.push(about(RULE.at(stated.span, label, message).help(help), &clusters));
}
