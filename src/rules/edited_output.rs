#![doc = include_str!("edited_output.md")]

use crate::diagnostic::{Diagnostic, Rule, Severity, Silence};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    name: "edited-output",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("edited_output.md"),
};

/// A generated file whose checksum does not hold, at the first line that differs from what the mesh file
/// makes.
pub fn finding(span: Span, path: &str) -> Diagnostic {
    let message = format!("`{path}` was edited by hand");
    let help = "move the edit into the mesh file, or discard it with `meshc build --force`";
    RULE.at(span, "differs from here on", message).help(help)
}
