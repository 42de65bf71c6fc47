#![doc = include_str!("number_out_of_range.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "number-out-of-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("number_out_of_range.md"),
};
