#![doc = include_str!("not_yet_supported.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "not-yet-supported",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("not_yet_supported.md"),
};
