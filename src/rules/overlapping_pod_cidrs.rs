#![doc = include_str!("overlapping_pod_cidrs.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes, share_a_network};

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-pod-cidrs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("overlapping_pod_cidrs.md"),
};

/// Looks for pod ranges that overlap, between clusters and within one.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Pods], |one, two| {
        // Clusters in one network of a cloud may well have one range of it.
        one.same_cluster(two) || !share_a_network(one, two) || !share_a_network(two, one)
    }));
}
