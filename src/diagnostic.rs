//! What is wrong: one type for every finding of every pass.
//!
//! A [`Rule`] is a kind of defect, with its page; a [`Diagnostic`] is one case of it, with the places
//! involved, the way out and, where meshc knows one, a [`Fix`]. Passes push into [`Diagnostics`] and go on;
//! `report` renders them.

mod exception;
mod fix;
mod near;
mod rule;

pub use exception::{Exception, Exceptions, Silenced};
pub use fix::{Applicable, Edit, Fix};
pub use near::{is_close, nearest};
pub use rule::{Rule, Severity, Silence};

use crate::source::{Sources, Span};
use crate::words::FEW;

/// One place involved in a finding.
#[derive(Debug, Clone)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
    /// Whether this is the place to change.
    pub primary: bool,
}

/// One case of a rule.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Which rule.
    pub rule: &'static Rule,
    /// How bad; `lint` may have changed it.
    pub severity: Severity,
    /// Whether the user may silence it; a rule may refuse it for some of its cases.
    pub silence: Silence,
    /// What is wrong: lower case, the user's names in backticks, no full stop.
    pub message: String,
    /// Every place involved, the primary one first.
    pub labels: Vec<Label>,
    /// What to do, as an imperative, with a value that works.
    pub help: Option<String>,
    /// Changes that mend it.
    pub fixes: Vec<Fix>,
    /// The clusters that the finding involves: an `allow` in any of them silences it.
    pub clusters: Vec<String>,
    /// Whether the message ends with those clusters, unless they are all of the mesh.
    pub ends_in_clusters: bool,
    /// What it says where more than a few findings are of its kind: then they are one.
    pub together: Option<Together>,
    /// What is not defined anywhere, where a file that an `include` does not find may define it.
    pub lacks: Option<String>,
    /// Key material that the finding is about: no report shows it, nor any line with it.
    pub conceals: Vec<String>,
}

/// What more than a few findings have in common.
#[derive(Debug, Clone)]
pub struct Together {
    /// What is wrong, up to the clusters' names.
    pub message: &'static str,
    /// What to do everywhere.
    pub help: String,
}

impl Diagnostic {
    /// Adds a place that is involved.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into(), primary: false });
        self
    }

    /// Adds the first few of the other places that are involved in the same way.
    #[must_use]
    pub fn also(self, places: impl Iterator<Item = Span>, text: &str) -> Self {
        places.take(FEW - 1).fold(self, |finding, place| finding.label(place, text))
    }

    /// Sets what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers a fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds a cluster that the finding involves.
    #[must_use]
    pub fn about(mut self, cluster: &str) -> Self {
        self.clusters.push(cluster.to_string());
        self
    }

    /// Ends the message with the clusters that the finding involves, unless they are all of the mesh. The
    /// same finding in several clusters becomes one.
    #[must_use]
    pub fn in_clusters(mut self) -> Self {
        self.ends_in_clusters = true;
        self
    }

    /// Makes one of more than a few findings of these words, which ends in its clusters.
    #[must_use]
    pub fn or_together(mut self, message: &'static str, help: impl Into<String>) -> Self {
        self.together = Some(Together { message, help: help.into() });
        self
    }

    /// Names what is not defined anywhere: where an `include` matches no file, the finding follows from that.
    #[must_use]
    pub fn lacks(mut self, what: impl Into<String>) -> Self {
        self.lacks = Some(what.into());
        self
    }

    /// Names key material that no report may show.
    #[must_use]
    pub fn conceals(mut self, texts: impl Iterator<Item = String>) -> Self {
        self.conceals.extend(texts);
        self
    }

    /// Sets how bad this case is.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Makes this case one that cannot be silenced.
    #[must_use]
    pub fn unsilenceable(mut self) -> Self {
        self.silence = Silence::Refused;
        self
    }

    /// The place to change.
    pub fn primary(&self) -> Option<&Label> {
        self.labels.iter().find(|label| label.primary)
    }

    /// The change that `meshc fix` makes: the first one that is safe and is in files that meshc may change.
    /// Where places in other files need it too, it is left out there.
    pub fn applicable(&self, sources: &Sources) -> Option<Applicable<'_>> {
        self.fixes.iter().filter(|fix| fix.safe).find_map(|fix| fix.within(sources))
    }

    /// What findings are sorted by: the place, then the rule's name.
    pub fn place(&self) -> (Option<Span>, &'static str) {
        (self.primary().map(|label| label.span), self.rule.name)
    }
}

/// Everything that was found.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// How many are of that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether anything forbids output.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Brings the findings into the order of the files, then of the rules' names.
    pub fn sort(&mut self) {
        self.0.sort_by_key(Diagnostic::place);
    }
}
