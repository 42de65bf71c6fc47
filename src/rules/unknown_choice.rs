#![doc = include_str!("unknown_choice.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-choice",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_choice.md"),
};
