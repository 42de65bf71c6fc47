#![doc = include_str!("input_too_big.md")]

use crate::diagnostic::{Diagnostic, Rule, Severity, Silence};
use crate::limits::Limit;
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "input-too-big",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("input_too_big.md"),
};

/// What is past a limit, at the place where that begins.
pub fn past(limit: &Limit, span: Span) -> Diagnostic {
    RULE.at(span, "past the limit here", limit.to_string()).help(limit.help)
}
