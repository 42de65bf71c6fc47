#![doc = include_str!("invalid_version.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-version",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("invalid_version.md"),
};
