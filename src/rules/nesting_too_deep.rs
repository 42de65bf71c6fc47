#![doc = include_str!("nesting_too_deep.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "nesting-too-deep",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("nesting_too_deep.md"),
};
