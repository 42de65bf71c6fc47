//! A kind of change, and a change that has been judged by it.

use crate::impact::risk::Risk;

/// A kind of change.
#[derive(Debug)]
pub struct Kind {
    /// Its name, in kebab case: the file's stem, the argument of `meshc explain`.
    pub name: &'static str,
    /// Which risks its changes can have, the least first.
    pub risks: &'static [Risk],
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl Kind {
    /// The first line of the page: what changes, in one sentence.
    pub fn summary(&self) -> &'static str {
        self.page.lines().next().unwrap_or_default()
    }

    /// A change of this kind.
    pub(super) fn impact(&self, risk: Risk, subject: impl Into<String>, reason: impl Into<String>) -> Impact {
        debug_assert!(self.risks.contains(&risk), "{} is {}", self.name, risk.name());
        Impact { risk, subject: subject.into(), before: None, after: None, reason: reason.into(), kind: self.name }
    }
}

/// One change of a cluster, judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Impact {
    /// What it does.
    pub risk: Risk,
    /// What changes, such as `id` or ``peer `oslo` ``.
    pub subject: String,
    /// What was there; none where there was nothing, or where it is too long to be shown.
    pub before: Option<String>,
    /// What comes in its place.
    pub after: Option<String>,
    /// Why it has that risk: a sentence without a full stop.
    pub reason: String,
    /// The name of its kind.
    pub kind: &'static str,
}

impl Impact {
    /// With what was there and what comes.
    #[must_use]
    pub(super) fn with(mut self, before: Option<&str>, after: Option<&str>) -> Impact {
        (self.before, self.after) = (before.map(str::to_string), after.map(str::to_string));
        self
    }
}
