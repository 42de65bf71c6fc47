#![doc = include_str!("routing_unfit_for_platform.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, by_place, names};
use crate::facts::native::proposal;
use crate::model::{Cluster, IpamMode, RoutingMode};
use crate::source::Span;
use crate::yaml::Value;

/// The rule.
pub static RULE: Rule = Rule {
    name: "routing-unfit-for-platform",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("routing_unfit_for_platform.md"),
};

/// Looks for clusters whose platform needs another kind of routing than the mesh has.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let is_native = case.mesh.routing.mode() == RoutingMode::Native;
    if case.mesh.routing.mode.is_broken() {
        return;
    }
    let unfit = |cluster: &Cluster| wanted(cluster).filter(|wanted| wanted.is_native != is_native);
    for (span, clusters) in by_place(case.mesh, |cluster| Some(unfit(cluster)?.span)) {
        let Some(wanted) = clusters.first().and_then(|cluster| unfit(cluster)) else { continue };
        let (needs, has) = if is_native { ("a tunnel", "native routing") } else { ("native routing", "a tunnel") };
        let verb = if clusters.len() == 1 { "needs" } else { "need" };
        let message = format!("{} on {} {verb} {needs}", names(&clusters), wanted.what);
        let diagnostic = RULE.at(span, format!("the chart refuses {has} here"), message);
        let place = case.mesh.routing.span.unwrap_or(case.mesh.span);
        let diagnostic = diagnostic.label(place, format!("the mesh uses {has}"));
        let help = if is_native {
            "write `routing \"tunnel\"` in `mesh`".to_string()
        } else {
            format!("write `routing \"native\"` in `mesh`, and {}", proposal(case.mesh, Family::Ipv4))
        };
        let help =
            format!("{help}; or `values {{ {} {{ enabled #false }} }}`, if the cluster is not on it", wanted.value);
        found.push(about(diagnostic.help(help), &clusters));
    }
}

struct Wanted {
    span: Span,
    what: &'static str,
    value: &'static str,
    is_native: bool,
}

/// What the chart insists on for a cluster's platform (`gke.enabled` and `aksbyocni.enabled` in
/// `cilium-configmap.yaml`). AKS that hands out pod addresses itself is the business of the rule for IPAM.
fn wanted(cluster: &Cluster) -> Option<Wanted> {
    cluster.modern().filter(|_| cluster.values.broken.is_none())?;
    let platform = |name: &str| cluster.platform.value().filter(|it| it.value.name == name).map(|it| it.span);
    let set = |path: &str| cluster.values.get(path).and_then(Value::as_bool);
    let place = |path: &str, platform: Option<Span>| match set(path) {
        Some(true) => cluster.values.place(path),
        Some(false) => None,
        None => platform,
    };
    let gke = place("gke.enabled", platform("gke"));
    // Beside Azure's own plugin that hands out addresses, and routes them.
    let is_cut = cluster.ipam_mode() == IpamMode::ClusterPool && !cluster.is_chained();
    let own_pool = || is_cut && !cluster.ipam.is_broken();
    let aks = place("aksbyocni.enabled", platform("aks").filter(|_| own_pool()));
    let gke = gke.map(|span| Wanted { span, what: "GKE", value: "gke", is_native: true });
    let aks = || Some(Wanted { span: aks?, what: "AKS without a CNI", value: "aksbyocni", is_native: false });
    gke.or_else(aks)
}
