#![doc = include_str!("unknown_node.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-node",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_node.md"),
};
