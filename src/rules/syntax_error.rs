#![doc = include_str!("syntax_error.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "syntax-error",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("syntax_error.md"),
};
