#![doc = include_str!("pod_cidr_overlaps_service_cidr.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes};

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-overlaps-service-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_overlaps_service_cidr.md"),
};

/// Looks for pods of any cluster among the Services of any cluster, its own included.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Pods, Kind::Services], |one, two| {
        one.kind != two.kind
    }));
}
