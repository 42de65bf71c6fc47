#![doc = include_str!("pod_cidr_outside_kops_range.md")]

use super::Case;
use crate::address::{self, Family};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, Origin, collect, inside, inside_or_wider, pool};
use crate::model::Kops;
use crate::source::Spanned;
use crate::yaml::Value;
use ipnet::IpNet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-outside-kops-range",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_outside_kops_range.md"),
};

/// Looks for ranges of kops clusters outside the range that kops keeps for pods and Services.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let ranges = collect(case.mesh, &[Kind::Pods, Kind::Services]).into_iter();
    for range in ranges.filter(|range| range.origin == Origin::Written && Family::of(&range.net) == Family::Ipv4) {
        let Some((cluster, kops)) = range.cluster().and_then(|cluster| Some((cluster, cluster.kops.get()?))) else {
            continue;
        };
        let has_pods = cluster.pod_cidrs.iter().any(|net| Family::of(&net.value) == Family::Ipv4);
        // Where a pool has no block to give, another rule has reported why.
        let unknown = kops.non_masquerade_cidr.is_none() && !has_pods && pool(case.mesh, &range.net).is_some();
        let Some(whole) = kops.non_masquerade_cidr.clone().or_else(|| of_spec(kops)).filter(|_| !unknown) else {
            continue;
        };
        let is_outside = |net: &IpNet| Family::of(net) == Family::Ipv4 && !address::contains(&whole.value, net);
        // When pods and Services are both outside and no range could contain both, that is one finding.
        let has_both =
            kops.non_masquerade_cidr.is_none() && cluster.service_cidrs.iter().any(|net| is_outside(&net.value));
        let is_said = range.kind == Kind::Services && cluster.pod_cidrs.iter().any(|net| is_outside(&net.value));
        if !is_outside(&range.net) || (has_both && is_said) {
            continue;
        }
        let (name, net) = (&cluster.name.value, whole.value.trunc());
        let what = if range.kind == Kind::Pods { "pod" } else { "service" };
        let message = format!("{what} CIDR {} of cluster `{name}` is not in its nonMasqueradeCIDR, {net}", range.net);
        let mut diagnostic = RULE.at(range.span, "kops refuses this", message);
        diagnostic = diagnostic.label(whole.span, format!("gives `{name}` the nonMasqueradeCIDR {net}"));
        diagnostic.help = match &kops.non_masquerade_cidr {
            Some(_) => Some(inside(case.mesh, &range, &net)),
            None => inside_or_wider(case.mesh, &range, (kops, &net)),
        };
        found.push(diagnostic.about(name));
    }
}

/// The range of the spec, or kops' default (kops 1.10 `pkg/apis/kops/v1alpha2/defaults.go`).
fn of_spec(kops: &Kops) -> Option<Spanned<IpNet>> {
    let stated = kops.spec.get()?.network_field("nonMasqueradeCIDR").and_then(Value::as_str);
    Some(Spanned::new(address::parse(stated.unwrap_or("100.64.0.0/10"))?, kops.spec_path.value()?.span))
}
