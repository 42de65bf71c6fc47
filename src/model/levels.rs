//! What the user sets for rules: levels for the whole mesh, and exceptions.

use crate::source::Spanned;

/// The level of a rule in this mesh.
#[derive(Debug, Clone)]
pub struct Level {
    /// The rule.
    pub rule: Spanned<String>,
    /// The severity; `None` turns it off.
    pub severity: Option<LintSeverity>,
}

/// A level that `lint` gives a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintSeverity {
    /// Forbids output.
    Error,
    /// Only warns.
    Warning,
}

/// One `allow`.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The rule that it silences.
    pub rule: Spanned<String>,
    /// The cluster in which it is written; `None` in the mesh, where it silences the rule everywhere.
    pub cluster: Option<String>,
    /// Why; `None` without a reason, which is a finding of its own.
    pub reason: Option<String>,
}
