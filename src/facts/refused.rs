//! Settings in findings: what makes a refusal of a release come, each at its place.

use super::misspelt::Misspelt;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::Cluster;
use crate::settings::merged::{Merged, Refused, Settled};
use crate::source::Span;
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

/// The finding of a refusal in a cluster. Where it comes of a misspelt value, that is what is wrong.
pub fn report(rule: &'static Rule, what: &str, cluster: &Cluster, refused: &Refused<'_>) -> Diagnostic {
    let message = format!("{what}: {}", refused.filled(refused.refusal.reason));
    let diagnostic = match Misspelt::behind(cluster, refused) {
        Some(misspelt) => {
            let diagnostic = rule.at(misspelt.written.span, "not a value of the chart", message);
            let diagnostic = labelled(diagnostic, refused, misspelt.written.span);
            let diagnostic = diagnostic.help(format!("did you mean `{}`?", misspelt.meant));
            misspelt.fix.into_iter().fold(diagnostic, Diagnostic::fix)
        }
        None => of_settings(rule, message, cluster, refused),
    };
    diagnostic.about(&cluster.name.value).in_clusters()
}

/// The finding at the settings that make a refusal come.
fn of_settings(rule: &'static Rule, message: String, cluster: &Cluster, refused: &Refused<'_>) -> Diagnostic {
    let culprit = refused.culprit().and_then(|(name, settled)| Some((*name, settled, settled.span()?)));
    let diagnostic = match culprit {
        Some((name, settled, span)) => labelled(rule.at(span, label_of(name, settled), message), refused, span),
        None => labelled(rule.at(cluster.name.span, "by default", message), refused, cluster.name.span),
    };
    diagnostic.help(refused.filled(refused.refusal.help))
}

/// With what makes the refusal come, but for what is shown already.
fn labelled(diagnostic: Diagnostic, refused: &Refused<'_>, primary: Span) -> Diagnostic {
    let others = refused.because.iter().filter_map(|(name, settled)| Some((label_of(name, settled), settled.span()?)));
    let labels = others.filter(|(_, span)| *span != primary);
    labels.fold(diagnostic, |diagnostic, (text, span)| diagnostic.label(span, text))
}

/// What something comes to, as a label.
pub fn label_of(name: &str, settled: &Settled<'_>) -> String {
    match settled.text.as_str() {
        "" => format!("`{name}` is empty"),
        text => format!("`{name}` is `{}`", cut(text, LONGEST)),
    }
}

/// So many characters of a value a label shows.
const LONGEST: usize = 40;
