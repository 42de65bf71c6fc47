#![doc = include_str!("service_cidr_overlaps_node_cidr.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes};

/// The rule.
pub static RULE: Rule = Rule {
    name: "service-cidr-overlaps-node-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("service_cidr_overlaps_node_cidr.md"),
};

/// Looks for Services of any cluster among the nodes of any cluster, its own included.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Services, Kind::Nodes], |one, two| {
        one.kind != two.kind
    }));
}
