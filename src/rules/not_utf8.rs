#![doc = include_str!("not_utf8.md")]

use crate::diagnostic::{Rule, Severity, Silence};

/// The rule.
pub static RULE: Rule =
    Rule { name: "not-utf8", severity: Severity::Error, silence: Silence::Refused, page: include_str!("not_utf8.md") };
