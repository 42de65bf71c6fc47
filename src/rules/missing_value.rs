#![doc = include_str!("missing_value.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "missing-value",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("missing_value.md"),
};
