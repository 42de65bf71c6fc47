#![doc = include_str!("patch_out_of_reach.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::shown;
use crate::model::{Cluster, Mesh};
use crate::plan::{self, Author, Target};
use crate::source::Span;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "patch-out-of-reach",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("patch_out_of_reach.md"),
};

/// Looks for changes, the mesh's own and the user's, of objects of a chart that something else installs: the
/// output holds only its values.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (cluster, settled) in case.clusters() {
        let Some(installer) = Installer::of(case.mesh, cluster, settled) else { continue };
        let added: BTreeSet<Target> = case.plan.added(settled).map(|object| Target::of(&object.value)).collect();
        let changes = settled.changes.iter().map(|change| (change.patch.target(), change.author));
        for (target, author) in changes.filter(|(target, _)| !added.contains(target)) {
            let finding = match author {
                Author::User(index) => {
                    cluster.patches.get(index).map(|patch| installer.refuse(patch.name.span, &target))
                }
                Author::Mesh => Some(installer.lack(cluster, &target)),
                Author::Delivery => None,
            };
            found.0.extend(finding.map(|finding| finding.about(&cluster.name.value).in_clusters()));
        }
    }
}

/// Who installs the chart of a cluster, and takes nothing but values for it.
enum Installer {
    /// The cluster's distribution, by a HelmChartConfig that is named there.
    Distribution(Span),
    /// A HelmRelease of the user's.
    HelmRelease(Span),
}

impl Installer {
    fn of(mesh: &Mesh, cluster: &Cluster, settled: &plan::Cluster) -> Option<Installer> {
        if let Some(name) = cluster.helm_chart_config() {
            return Some(Installer::Distribution(name.span));
        }
        let flux = mesh.deliveries.flux.get().filter(|flux| flux.values_only);
        flux.filter(|_| settled.applied_chart().is_some()).map(|flux| Installer::HelmRelease(flux.span))
    }

    fn refuse(&self, span: Span, target: &Target) -> Diagnostic {
        let (message, help) = match self {
            Installer::Distribution(_) => (
                "a HelmChartConfig takes only values, not a patch of",
                "set what you need with `values`, or change the object in the cluster some other way",
            ),
            Installer::HelmRelease(_) => (
                "with `values-only`, your HelmRelease gets only values, not a patch of",
                "write the patch into its `postRenderers`, and remove it here",
            ),
        };
        RULE.at(span, "an object of the chart", format!("{message} {}", title(target))).help(help)
    }

    fn lack(&self, cluster: &Cluster, target: &Target) -> Diagnostic {
        let (span, label, help) = match self {
            Installer::Distribution(span) => {
                (*span, "takes only values", "use an `apiserver` of type LoadBalancer or NodePort, and no `etcd`")
            }
            Installer::HelmRelease(span) => (
                *span,
                "gives it only values",
                "remove `values-only`, so that meshc writes the HelmRelease with the patch",
            ),
        };
        let message = format!(
            "{} needs a change to {} for which the chart has no value",
            shown(&cluster.name.value),
            title(target)
        );
        RULE.at(span, label, message).help(help)
    }
}

fn title(target: &Target) -> String {
    format!("{} {}", target.kind, shown(&target.name))
}
