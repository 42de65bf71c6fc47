//! What a base of the user's has and the mesh file contradicts, and how it is reported.

use super::bases::Used;
use super::clusters::about;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::Cluster;
use crate::source::Span;

/// One contradiction.
#[derive(Debug)]
pub struct Contradiction<'m> {
    /// What the base has, and what the mesh file wants.
    pub message: String,
    /// The place in the base.
    pub place: Span,
    /// What is there.
    pub label: &'static str,
    /// The place in the mesh file, if it has one.
    pub stated: Option<Span>,
    /// What to do.
    pub help: String,
    /// The clusters for which it is wrong.
    pub clusters: Vec<&'m Cluster>,
}

impl Contradiction<'_> {
    /// The finding of a rule.
    pub fn report(self, rule: &'static Rule, used: &Used<'_>) -> Diagnostic {
        let diagnostic = rule.at(self.place, self.label, self.message);
        let diagnostic = match self.stated {
            Some(span) => diagnostic.label(span, "set in the mesh file"),
            None => diagnostic.label(used.base.span, "this base"),
        };
        about(diagnostic.help(self.help), &self.clusters).in_clusters()
    }
}

/// The clusters on a base that show their state through the clustermesh-apiserver in it.
pub fn shown<'m>(used: &Used<'m>) -> Vec<&'m Cluster> {
    let is_shown = |cluster: &&Cluster| cluster.apiserver.get().is_some() && !cluster.is_kvstore();
    fitting(used).into_iter().filter(is_shown).collect()
}

/// The clusters on a base that it is made for, of releases with clustermesh-apiserver.
pub fn fitting<'m>(used: &Used<'m>) -> Vec<&'m Cluster> {
    used.fitting().into_iter().filter(|cluster| cluster.modern().is_some()).collect()
}
