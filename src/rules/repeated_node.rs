#![doc = include_str!("repeated_node.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "repeated-node",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("repeated_node.md"),
};
