#![doc = include_str!("invalid_listing.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "invalid-listing",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("invalid_listing.md"),
};
