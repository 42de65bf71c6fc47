#![doc = include_str!("overlapping_node_cidrs.md")]

mod networks;

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::ranges::{Kind, clashes};

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-node-cidrs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("overlapping_node_cidrs.md"),
};

/// Looks for nodes of different clusters that share addresses without naming one network, and for networks of
/// kops clusters that do.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, (case.mesh, case.deployed), &[Kind::Nodes], |one, two| {
        let one_network = one.network.is_some() && one.network == two.network;
        !one.same_cluster(two) && !one_network
    }));
    found.0.extend(networks::overlapping(case.mesh));
}
