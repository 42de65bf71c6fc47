//! Settings in findings: what makes a refusal of a release come, each at its place.

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::Cluster;
use crate::settings::merged::{Merged, Refused, Settled};
use crate::words::cut;
use std::collections::BTreeSet;

/// The refusals that clusters run into. Of clusters that are alike and in which users have no say, one is
/// asked where nothing is refused.
pub fn refusals<'m>(
    clusters: impl Iterator<Item = Merged<'m>>,
    look: impl Fn(&Merged<'m>) -> Vec<Refused<'m>>,
) -> Vec<(&'m Cluster, Refused<'m>)> {
    let mut sound = BTreeSet::new();
    let mut all = Vec::new();
    for merged in clusters {
        let likeness = merged.likeness();
        if likeness.as_ref().is_some_and(|likeness| sound.contains(likeness)) {
            continue;
        }
        let refused = look(&merged);
        sound.extend(likeness.filter(|_| refused.is_empty()));
        all.extend(refused.into_iter().map(|refused| (merged.cluster(), refused)));
    }
    all
}

/// The finding of a refusal in a cluster.
pub fn report(rule: &'static Rule, what: &str, cluster: &Cluster, refused: &Refused<'_>) -> Diagnostic {
    let message = format!("{what}: {}", refused.filled(refused.refusal.reason));
    let culprit = refused.culprit().and_then(|(name, settled)| Some((*name, settled, settled.span()?)));
    let diagnostic = match culprit {
        Some((name, settled, span)) => rule.at(span, said(name, settled), message),
        None => rule.at(cluster.name.span, "by default", message),
    };
    let primary = culprit.map(|(.., span)| span);
    let others = refused.because.iter().filter_map(|(name, settled)| Some((said(name, settled), settled.span()?)));
    let labels = others.filter(|(_, span)| Some(*span) != primary);
    let diagnostic = labels.fold(diagnostic, |diagnostic, (text, span)| diagnostic.label(span, text));
    diagnostic.help(refused.filled(refused.refusal.help)).about(&cluster.name.value).in_clusters()
}

/// What something comes to, as a label.
pub fn said(name: &str, settled: &Settled<'_>) -> String {
    match settled.text.as_str() {
        "" => format!("`{name}` is empty"),
        text => format!("`{name}` is `{}`", cut(text, LONGEST)),
    }
}

/// So many characters of a value a label shows.
const LONGEST: usize = 40;
