#![doc = include_str!("unused_allow.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unused-allow",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("unused_allow.md"),
};
