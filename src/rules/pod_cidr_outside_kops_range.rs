#![doc = include_str!("pod_cidr_outside_kops_range.md")]

use super::ranges::{Kind, Origin, Range, collect, free_near, free_within, pool};
use crate::address;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::{Kops, Mesh};
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

/// Looks for ranges of kops clusters that the range kops keeps for pods and Services does not hold.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let ranges = collect(mesh, &[Kind::Pods, Kind::Services]).into_iter();
    for range in ranges.filter(|range| range.origin == Origin::Written && range.net.addr().is_ipv4()) {
        let Some((cluster, kops)) = range.cluster().and_then(|cluster| Some((cluster, cluster.kops.as_ref()?))) else {
            continue;
        };
        let has_pods = cluster.pod_cidrs.iter().any(|net| net.value.addr().is_ipv4());
        // Without the block that a pool should give, another rule has said why.
        let unknown = kops.non_masquerade_cidr.is_none() && !has_pods && pool(mesh, &range.net).is_some();
        let Some(whole) = kops.non_masquerade_cidr.clone().or_else(|| of_spec(kops)).filter(|_| !unknown) else {
            continue;
        };
        if address::contains(&whole.value, &range.net) {
            continue;
        }
        let (name, net) = (&cluster.name.value, whole.value.trunc());
        let what = if range.kind == Kind::Pods { "pod" } else { "service" };
        let message = format!("{what} CIDR {} of cluster `{name}` is not in its nonMasqueradeCIDR, {net}", range.net);
        let mut diagnostic = RULE.at(range.span, "kops refuses this", message);
        diagnostic = diagnostic.label(whole.span, format!("gives `{name}` the nonMasqueradeCIDR {net}"));
        diagnostic.help = help(mesh, &range, &net, kops.non_masquerade_cidr.is_some());
        found.push(diagnostic.about(name));
    }
}

/// The range of the spec, or kops' default (kops 1.10 `pkg/apis/kops/v1alpha2/defaults.go`).
fn of_spec(kops: &Kops) -> Option<Spanned<IpNet>> {
    let stated = kops.spec.as_ref()?.network_field("nonMasqueradeCIDR").and_then(Value::as_str);
    Some(Spanned::new(stated.unwrap_or("100.64.0.0/10").parse().ok()?, kops.spec_path.as_ref()?.span))
}

/// A free range where kops itself would put pods or Services, or the other range that meshc needs to widen the whole.
fn help(mesh: &Mesh, range: &Range<'_>, whole: &IpNet, is_fixed: bool) -> Option<String> {
    let is_pods = range.kind == Kind::Pods;
    let usual = if is_pods { address::upper_half(whole) } else { address::lowest_eighth(whole) };
    let free = |within: IpNet| free_within(mesh, &within, range.net.prefix_len());
    let inside = usual.and_then(free).or_else(|| free(*whole));
    let inside = inside.map_or(format!("use a range in {whole}"), |free| format!("use a range in it, such as {free}"));
    if is_fixed {
        return Some(inside);
    }
    let (other, prefix) = match range.net.prefix_len() {
        prefix if is_pods => ("service-cidr", prefix.saturating_add(4).min(28)),
        prefix => ("pod-cidr", prefix.saturating_sub(2).max(8)),
    };
    let beside = free_near(mesh, &range.net, prefix)?;
    let both = format!("state `{other} \"{beside}\"` too: meshc then sets a nonMasqueradeCIDR that holds both");
    // Beside a pool, the range of the spec is where other clusters have their blocks.
    Some(if pool(mesh, &range.net).is_some() { both } else { format!("{inside}, or {both}") })
}
