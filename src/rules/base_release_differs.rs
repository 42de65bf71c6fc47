#![doc = include_str!("base_release_differs.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Fix, Rule, Severity, Silence};
use crate::facts::bases::{self, at, releases, within};
use crate::facts::clusters::{about, by_place};
use crate::manifest::Base;
use crate::model::Cluster;
use crate::release::{self, Version};
use crate::source::Span;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "base-release-differs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("base_release_differs.md"),
};

/// Looks for images and charts of other releases in the bases that the user gave.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for used in bases::used(case.mesh) {
        let versions = releases(used.base);
        for (version, places) in &versions {
            let on_base = |cluster: &Cluster| used.clusters.iter().any(|other| std::ptr::eq(*other, cluster));
            let differing = |cluster: &Cluster| on_base(cluster).then(|| differs(cluster, *version)).flatten();
            for (span, clusters) in by_place(case.mesh, differing) {
                let states = |cluster: &&Cluster| cluster.version.value().is_some_and(|stated| stated.span == span);
                let is_all = clusters.len() == case.mesh.clusters.iter().filter(states).count();
                let can_mend = is_all && versions.len() == 1;
                found.push(
                    report(used.base, &Difference { version: *version, places, span, clusters, can_mend })
                        .in_clusters(),
                );
            }
        }
    }
}

/// A release that a base is made for and clusters do not run.
struct Difference<'m> {
    version: Version,
    places: &'m [(&'m Value, String)],
    span: Span,
    clusters: Vec<&'m Cluster>,
    can_mend: bool,
}

fn report(base: &Base, difference: &Difference<'_>) -> Diagnostic {
    let version = difference.version;
    let stated =
        difference.clusters.first().and_then(|cluster| Some((cluster.version.value()?.value, cluster.release()?)));
    let (wanted, is_near) =
        stated.map_or((version, false), |(wanted, line)| (wanted, line.takes_manifests_of(version)));
    let message = format!("the base is for Cilium {version}, but the mesh file sets {wanted}");
    let label = match difference.places.len() {
        1 => format!("for {version}"),
        many => format!("first of {many} places"),
    };
    let place = |(object, pointer): &(&Value, String)| within(base, at(base, object, pointer), &version.to_string());
    let place = difference.places.first().map_or(base.span, place);
    let mut diagnostic =
        RULE.at(place, label, message).label(difference.span, "set here").label(base.span, "this base");
    let mend = format!("write `cilium \"{version}\"`");
    let render = format!("render the base for Cilium {wanted}");
    if is_near {
        diagnostic = diagnostic.severity(Severity::Warning).help(format!("{mend}, or {render}"));
        if difference.can_mend {
            diagnostic = diagnostic.fix(Fix::safe(mend, difference.span, format!("\"{version}\"")));
        }
    } else if release::find(version).is_some() && difference.can_mend {
        diagnostic = diagnostic.help(format!("{render}, or {mend}"));
    } else {
        diagnostic = diagnostic.help(render);
    }
    about(diagnostic, &difference.clusters)
}

/// Where a cluster's release is set, when it differs, or, where the mesh sets the image, is not one like it.
fn differs(cluster: &Cluster, version: Version) -> Option<Span> {
    let (stated, release) = cluster.version.value().zip(cluster.release())?;
    let is_same = release.takes_manifests_of(version) && (release.classic().is_some() || stated.value == version);
    (!is_same).then_some(stated.span)
}
