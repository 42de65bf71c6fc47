#![doc = include_str!("unowned_pod_range.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "unowned-pod-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unowned_pod_range.md"),
};
