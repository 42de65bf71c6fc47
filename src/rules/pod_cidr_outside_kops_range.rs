#![doc = include_str!("pod_cidr_outside_kops_range.md")]

use super::ranges::{Kind, Origin, Range, collect, free_near, free_within};
use crate::address;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;
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
    for range in collect(mesh, &[Kind::Pods, Kind::Services]) {
        let Some((cluster, kops)) = range.cluster().and_then(|cluster| Some((cluster, cluster.kops.as_ref()?))) else {
            continue;
        };
        let whole = kops.non_masquerade_cidr.as_ref();
        let holds = whole.is_some_and(|whole| address::contains(&whole.value, &range.net));
        // A range that the spec has and that its own `nonMasqueradeCIDR` does not hold is not taken over.
        if holds
            || (whole.is_none() && kops.spec.is_none())
            || range.origin != Origin::Written
            || range.net.addr().is_ipv6()
        {
            continue;
        }
        let name = &cluster.name.value;
        let what = if range.kind == Kind::Pods { "pod" } else { "service" };
        let mut diagnostic = match whole {
            Some(whole) => {
                let whole_net = whole.value.trunc();
                let message = format!(
                    "{what} CIDR {} of cluster `{name}` is not in the nonMasqueradeCIDR of kops, {whole_net}",
                    range.net
                );
                RULE.at(range.span, "kops refuses this", message)
                    .label(whole.span, format!("gives `{name}` {whole_net}"))
            }
            None => {
                let message =
                    format!("no nonMasqueradeCIDR is known that holds {what} CIDR {} of cluster `{name}`", range.net);
                RULE.at(range.span, "kops refuses this", message)
            }
        };
        diagnostic.help = help(mesh, &range, whole.map(|whole| whole.value));
        found.push(diagnostic.about(name));
    }
}

fn help(mesh: &Mesh, range: &Range<'_>, whole: Option<IpNet>) -> Option<String> {
    let (other, prefix) = if range.kind == Kind::Pods { ("service", 4) } else { ("pod", -2) };
    let prefix = u8::try_from(i16::from(range.net.prefix_len()) + prefix).ok()?.clamp(8, 28);
    let inside = whole.and_then(|whole| free_within(mesh, &whole, range.net.prefix_len()));
    Some(match (inside, whole) {
        (Some(inside), _) => format!("use a range inside of it, such as {inside}"),
        (None, Some(whole)) => format!("use a range inside of {whole}"),
        (None, None) => {
            let beside = free_near(mesh, &range.net, prefix)?;
            format!(
                "state the other range too, such as `{other}-cidr \"{beside}\"`: meshc then widens nonMasqueradeCIDR to hold both"
            )
        }
    })
}
