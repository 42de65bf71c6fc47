//! A kind of defect: how bad it is, whether it may be silenced, and its page.

use super::{Diagnostic, Label};
use crate::source::Span;
use crate::work;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The mesh works, but not as well as its author believes.
    Warning,
}

/// Whether `lint` and `allow` may silence a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// They may.
    Allowed,
    /// The output would be wrong or meaningless without it.
    Refused,
}

/// One thing that can be wrong.
#[derive(Debug)]
pub struct Rule {
    /// Its name, in kebab case: the file's stem, the code in reports, the argument of `meshc explain`.
    pub name: &'static str,
    /// How bad a finding is, unless the rule decides case by case.
    pub severity: Severity,
    /// Whether the user may silence it.
    pub silence: Silence,
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl Rule {
    /// A finding of this rule at `span`, which becomes the primary label.
    pub fn at(&'static self, span: Span, label: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        work::step();
        Diagnostic {
            rule: self,
            severity: self.severity,
            silence: self.silence,
            message: message.into(),
            labels: vec![Label { span, text: label.into(), primary: true }],
            help: None,
            fixes: Vec::new(),
            clusters: Vec::new(),
            ends_in_clusters: false,
            together: None,
            lacks: None,
            conceals: Vec::new(),
        }
    }

    /// The first line of the page: the defect in one sentence.
    pub fn summary(&self) -> &'static str {
        self.page.lines().next().unwrap_or_default()
    }

    /// The first paragraph of the page's second part, on one line: what happens when nobody finds the defect.
    pub fn why(&self) -> String {
        let part = self.page.split("\n## Why it matters\n").nth(1).unwrap_or_else(|| self.summary());
        part.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("https://docs.rs/meshc/latest/meshc/rules/{}/index.html", self.name.replace('-', "_"))
    }
}
