#![doc = include_str!("include_cycle.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "include-cycle",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("include_cycle.md"),
};
