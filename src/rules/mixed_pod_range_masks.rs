#![doc = include_str!("mixed_pod_range_masks.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "mixed-pod-range-masks",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("mixed_pod_range_masks.md"),
};
