#![doc = include_str!("platform_brings_cilium.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::model::{Cluster, Platform};
use crate::source::Spanned;

/// The rule.
pub static RULE: Rule = Rule {
    name: "platform-brings-cilium",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("platform_brings_cilium.md"),
};

/// Looks for clusters whose distribution installs a Cilium of its own, beside the one that the mesh has.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for (span, clusters) in by_place(case.mesh, |cluster| Some(platform(cluster)?.span)) {
        let Some(platform) = clusters.first().and_then(|cluster| platform(cluster)) else { continue };
        let title = platform.value.title;
        let verb = if clusters.len() == 1 { "has" } else { "have" };
        let message =
            format!("{} {verb} two owners of Cilium: {title} installs it from its own chart", names(&clusters));
        let diagnostic = RULE.at(span, "installs Cilium, unless configured not to", message);
        let help = "write `base helm-chart-config=\"rke2-cilium\"`, which passes the values to that chart; if the \
            cluster is created with `cni: none`, write `allow \"platform-brings-cilium\" reason=\"cni: none\"` in it";
        found.push(about(diagnostic.help(help), &clusters));
    }
}

/// The platform of a cluster that brings Cilium, unless nothing is known to install another one.
fn platform(cluster: &Cluster) -> Option<&Spanned<Platform>> {
    let is_its_own = cluster.helm_chart_config().is_some();
    let has_another = (cluster.is_on_chart() && !is_its_own) || cluster.manifests().is_some();
    let platform = cluster.platform.value().filter(|platform| platform.value.brings_cilium);
    platform.filter(|_| cluster.modern().is_some() && has_another)
}
