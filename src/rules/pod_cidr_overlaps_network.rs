#![doc = include_str!("pod_cidr_overlaps_network.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes, share_a_network};

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-overlaps-network",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_overlaps_network.md"),
};

/// Looks for pods of any cluster in a `network`.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Pods, Kind::Network], |one, two| {
        one.kind != two.kind && !share_a_network(one, two) && !share_a_network(two, one)
    }));
}
