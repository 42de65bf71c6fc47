#![doc = include_str!("link_leaves_base.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "link-leaves-base",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("link_leaves_base.md"),
};
