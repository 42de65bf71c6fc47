#![doc = include_str!("node_address_outside_node_cidr.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-address-outside-node-cidr",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("node_address_outside_node_cidr.md"),
};
