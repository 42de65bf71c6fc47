#![doc = include_str!("pod_range_outside_pod_cidr.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule = Rule {
    name: "pod-range-outside-pod-cidr",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("pod_range_outside_pod_cidr.md"),
};
