#![doc = include_str!("release_needs_upgrade.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, Mesh};
use crate::release::{Defect, Feature, Scope};
use crate::source::{Span, Spanned};
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "release-needs-upgrade",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("release_needs_upgrade.md"),
};

/// Looks for patch releases in which a mesh, or a feature of it that is on, does not work yet.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, too_early) {
        let Some(cluster) = clusters.first() else { continue };
        let (Some(version), Some(release)) = (cluster.version.value(), cluster.release()) else { continue };
        let message = format!("no mesh works with Cilium {}, the release of {}", version.value, names(&clusters));
        let help = format!("use \"{}\" or a later release of {}", release.first_working(), release.name());
        found.push(about(RULE.at(span, "too old", message).help(help), &clusters));
    }
    for feature in [Feature::EndpointSliceSync, Feature::Mcs] {
        let hit = |cluster: &Cluster| {
            let version = cluster.version.value()?;
            defect(case.mesh, cluster, feature).map(|_| version.span)
        };
        for (span, clusters) in by_place(case.mesh, hit) {
            found.0.extend(report(case.mesh, feature, (span, &clusters)));
        }
    }
}

/// What of a feature that is on does not work in a cluster's release.
fn defect(mesh: &Mesh, cluster: &Cluster, feature: Feature) -> Option<&'static Defect> {
    stated(mesh, feature).filter(|stated| stated.value)?;
    let is_hit = |defect: &&Defect| match defect.scope {
        Scope::Everywhere => true,
        Scope::ChartWithKvstoremesh => cluster.is_on_chart() && mesh.caches(cluster),
        Scope::ChartThatInstallsCrds => {
            let installs = cluster.values.get("clustermesh.mcsapi.installCRDs").and_then(Value::as_bool);
            cluster.is_on_chart() && installs != Some(false)
        }
    };
    let mut defects = cluster.release()?.defects(cluster.version.value()?.value);
    defects.find(|defect| defect.feature == feature && is_hit(defect))
}

fn stated(mesh: &Mesh, feature: Feature) -> Option<&Spanned<bool>> {
    match feature {
        Feature::EndpointSliceSync => mesh.endpoint_slice_sync.value(),
        Feature::Mcs => mesh.mcs_api.value(),
    }
}

fn report(mesh: &Mesh, feature: Feature, (span, clusters): (Span, &[&Cluster])) -> Option<Diagnostic> {
    let first = clusters.first()?;
    let (defect, version) = (defect(mesh, first, feature)?, first.version.value()?);
    let message = format!("Cilium {} {}, in {}", version.value, defect.effect, names(clusters));
    let diagnostic = RULE.at(span, "too old", message).label(stated(mesh, feature)?.span, "needs a later release");
    let help = format!("use \"{}\" or a later release of {}", defect.mended(), first.release()?.name());
    Some(about(diagnostic.help(help), clusters))
}

fn too_early(cluster: &Cluster) -> Option<Span> {
    let version = cluster.version.value()?;
    cluster.release()?.needs_upgrade(version.value).then_some(version.span)
}
