#![doc = include_str!("missing_native_routing_cidr.md")]

use super::Case;
use crate::address::Family;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::native::{needs_range, pods, property, proposal};
use crate::model::{Cluster, RoutingMode};
use crate::settings::merged::Merged;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-native-routing-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("missing_native_routing_cidr.md"),
};

/// Looks for families of addresses that pods have and for which no range is set that the network routes.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let routing = &case.mesh.routing;
    if routing.mode() != RoutingMode::Native {
        return;
    }
    let mut families = BTreeSet::new();
    let mut clusters: Vec<&Cluster> = Vec::new();
    for merged in case.clusters().filter_map(|(cluster, settled)| Merged::of(case.mesh, cluster, settled)) {
        let open = Family::ALL.into_iter().filter(|family| routing.cidr(*family).is_nothing());
        // A range in words of Cilium is refused where it is written, with the way to say it.
        let open = open.filter(|family| !is_written(&merged, *family));
        let needed: Vec<Family> = open.filter(|family| needs_range(case.mesh, &merged, *family)).collect();
        if !needed.is_empty() {
            clusters.push(merged.cluster());
            families.extend(needed);
        }
    }
    let missing: Vec<String> = families.iter().map(|family| format!("`{}`", property(*family))).collect();
    let missing = missing.join(" and no ");
    let Some(first) = clusters.first() else { return };

    let message = format!("native routing has no {missing} for the pods of {}", names(&clusters));
    let mut diagnostic = RULE.at(routing.span.unwrap_or(case.mesh.span), format!("no {missing}"), message);
    let ranges = families.iter().filter_map(|family| pods(first, *family).into_iter().next());
    for net in ranges {
        diagnostic = diagnostic.label(net.span, format!("pods of `{}`: {}", first.name.value, net.value));
    }
    let ways: Vec<String> = families.iter().map(|family| proposal(case.mesh, *family)).collect();
    found.push(about(diagnostic.help(format!("add {}", ways.join("; and "))), &clusters));
}

/// Whether a range is written in words of Cilium.
fn is_written(merged: &Merged<'_>, family: Family) -> bool {
    let (value, key) = match family {
        Family::Ipv4 => ("ipv4NativeRoutingCIDR", "ipv4-native-routing-cidr"),
        Family::Ipv6 => ("ipv6NativeRoutingCIDR", "ipv6-native-routing-cidr"),
    };
    let is_of_pool = merged.value_of_user("nativeRoutingCIDRFromClusterPool").is_some_and(|set| set.value == "true");
    let in_config = merged.cluster().config.iter().any(|setting| setting.key.value == key);
    is_of_pool || in_config || merged.value_of_user(value).is_some() || merged.flag_of_user(key).is_some()
}
