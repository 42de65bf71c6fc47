#![doc = include_str!("overlapping_node_cidrs.md")]

use super::ranges::{Kind, clashes};
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    name: "overlapping-node-cidrs",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("overlapping_node_cidrs.md"),
};

/// Looks for nodes of different clusters that share addresses without naming one network.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    found.0.extend(clashes(&RULE, mesh, &[Kind::Nodes], |one, two| {
        let one_network = one.network.is_some() && one.network == two.network;
        !one.same_cluster(two) && !one_network
    }));
}
