#![doc = include_str!("shared_pod_range.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "shared-pod-range",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("shared_pod_range.md"),
};
