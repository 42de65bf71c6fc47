#![doc = include_str!("wrong_type.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "wrong-type",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("wrong_type.md"),
};
