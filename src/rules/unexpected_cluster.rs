#![doc = include_str!("unexpected_cluster.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unexpected-cluster",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unexpected_cluster.md"),
};
