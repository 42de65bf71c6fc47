#![doc = include_str!("repeated_property.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "repeated-property",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("repeated_property.md"),
};
