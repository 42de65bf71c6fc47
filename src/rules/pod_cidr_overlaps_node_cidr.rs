#![doc = include_str!("pod_cidr_overlaps_node_cidr.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes, is_in_network, share_a_network};

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-cidr-overlaps-node-cidr",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("pod_cidr_overlaps_node_cidr.md"),
};

/// Looks for pods of any cluster among the nodes of any cluster; nodes in a `network` are left to the rule
/// for that.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Pods, Kind::Nodes], |one, two| {
        let is_shared = share_a_network(one, two) || share_a_network(two, one);
        one.kind != two.kind && !is_shared && !is_in_network(one, case.mesh) && !is_in_network(two, case.mesh)
    }));
}
