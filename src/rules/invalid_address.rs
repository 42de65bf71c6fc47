#![doc = include_str!("invalid_address.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-address",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("invalid_address.md"),
};
