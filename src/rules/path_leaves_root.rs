#![doc = include_str!("path_leaves_root.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "path-leaves-root",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("path_leaves_root.md"),
};
