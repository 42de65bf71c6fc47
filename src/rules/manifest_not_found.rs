#![doc = include_str!("manifest_not_found.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "manifest-not-found",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("manifest_not_found.md"),
};
