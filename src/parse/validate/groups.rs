//! One finding for one defect: what is wrong with the same words in many places is reported once, with a
//! count.

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};
use crate::source::Span;
use std::collections::BTreeMap;

/// How many places of one defect are shown.
const SHOWN: usize = 3;

/// Findings by rule and message.
#[derive(Default)]
pub struct Groups(BTreeMap<(&'static str, String), (Diagnostic, usize)>);

impl Groups {
    /// Adds a finding, or its place to an equal one.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        let span = diagnostic.primary().map_or_else(Span::default, |label| label.span);
        if !self.again(diagnostic.rule, &diagnostic.message, span) {
            self.0.insert((diagnostic.rule.name, diagnostic.message.clone()), (diagnostic, 1));
        }
    }

    /// Adds a place to the finding of this message, when there is one.
    pub fn again(&mut self, rule: &Rule, message: &str, span: Span) -> bool {
        let Some((first, count)) = self.0.get_mut(&(rule.name, message.to_string())) else { return false };
        *count += 1;
        if *count <= SHOWN {
            *first = first.clone().label(span, "here too");
        }
        true
    }

    /// Reports them all.
    pub fn report(self, found: &mut Diagnostics) {
        for (mut diagnostic, count) in self.0.into_values() {
            if count > SHOWN {
                diagnostic.message.push_str(&format!(" (in {count} places)"));
            }
            found.push(diagnostic);
        }
    }
}
