#![doc = include_str!("include_not_found.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "include-not-found",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("include_not_found.md"),
};
