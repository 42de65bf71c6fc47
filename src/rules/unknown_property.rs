#![doc = include_str!("unknown_property.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-property",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_property.md"),
};
