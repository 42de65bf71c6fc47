#![doc = include_str!("empty_glob.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "empty-glob",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("empty_glob.md"),
};
