#![doc = include_str!("unsilenceable_rule.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unsilenceable-rule",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unsilenceable_rule.md"),
};
