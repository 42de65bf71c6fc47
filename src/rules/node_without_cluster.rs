#![doc = include_str!("node_without_cluster.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "node-without-cluster",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("node_without_cluster.md"),
};
