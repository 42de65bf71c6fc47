#![doc = include_str!("unlisted_cluster.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unlisted-cluster",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unlisted_cluster.md"),
};
