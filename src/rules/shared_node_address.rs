#![doc = include_str!("shared_node_address.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-node-address",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("shared_node_address.md"),
};
