//! What the user allows, and what that silences.

use super::{Diagnostic, Rule};
use crate::source::Span;

/// One `allow`, and how much it silences.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The rule.
    pub rule: &'static Rule,
    /// The place of the rule's name.
    pub span: Span,
    /// The cluster in which it is written; `None` when it holds everywhere.
    pub cluster: Option<String>,
    /// Why the user wants it so.
    pub reason: String,
    /// How many findings it silences.
    pub silenced: usize,
}

/// A finding that is not reported, because the user allows it.
#[derive(Debug, Clone)]
pub struct Silenced {
    /// The finding.
    pub finding: Diagnostic,
    /// Every `allow` that silences it; there is at least one.
    pub by: Vec<Exception>,
}

/// What the user allows.
#[derive(Debug, Clone, Default)]
pub struct Exceptions {
    /// Every `allow` that has a reason and may silence its rule, in the order of the files.
    pub allows: Vec<Exception>,
    /// What they silence together, in the order of the files.
    pub silenced: Vec<Silenced>,
}
