#![doc = include_str!("missing_node.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-node",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_node.md"),
};
