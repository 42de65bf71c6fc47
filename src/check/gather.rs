//! What is found in several places or clusters in the same words is one finding: it shows the first few
//! places, and counts them.

use crate::diagnostic::{Diagnostic, Diagnostics, Fix, Severity, Silence, Together};
use crate::facts::clusters::names;
use crate::model::Cluster;
use crate::source::Span;
use crate::words::FEW;
use std::collections::{BTreeMap, BTreeSet};

/// What findings that are one have in common.
type Words = (&'static str, Severity, bool, String);

/// A finding, and all places of it.
struct Gathered {
    finding: Diagnostic,
    places: BTreeSet<Option<Span>>,
}

/// Brings findings into the order of the files, and makes one of those of the same words. It is about the
/// clusters of all, which its message may end in.
pub fn gather(clusters: &[Cluster], found: &mut Diagnostics) {
    found.sort();
    together(found);
    let mut gathered: Vec<Gathered> = Vec::new();
    let mut known: BTreeMap<Words, usize> = BTreeMap::new();
    for finding in std::mem::take(&mut found.0) {
        let is_refused = finding.silence == Silence::Refused;
        let words = (finding.rule.name, finding.severity, is_refused, finding.message.clone());
        match known.get(&words).and_then(|index| gathered.get_mut(*index)) {
            Some(first) => join(first, finding),
            None => {
                known.insert(words, gathered.len());
                gathered.push(Gathered { places: BTreeSet::from([place(&finding)]), finding });
            }
        }
    }
    found.0 = gathered.into_iter().map(|gathered| whole(clusters, gathered)).collect();
}

/// Gives findings the words that they have in common, where those are found in more than a few places.
fn together(found: &mut Diagnostics) {
    let mut places: BTreeMap<(&str, &str), BTreeSet<Option<Span>>> = BTreeMap::new();
    for finding in &found.0 {
        if let Some(together) = &finding.together {
            places.entry((finding.rule.name, together.message)).or_default().insert(place(finding));
        }
    }
    for finding in &mut found.0 {
        let is_one_of_many = |together: &Together| {
            places.get(&(finding.rule.name, together.message)).is_some_and(|places| places.len() > FEW)
        };
        if let Some(together) = finding.together.take_if(|together| is_one_of_many(together)) {
            (finding.message, finding.help) = (together.message.to_string(), Some(together.help));
            finding.ends_in_clusters = true;
        }
    }
}

fn place(finding: &Diagnostic) -> Option<Span> {
    finding.primary().map(|label| label.span)
}

/// Adds the place, the clusters and the fixes of a finding to the first one of its words.
fn join(first: &mut Gathered, other: Diagnostic) {
    let place = place(&other);
    let is_new = first.places.insert(place);
    if let Some(span) = place.filter(|_| is_new && first.places.len() <= FEW) {
        first.finding = first.finding.clone().label(span, "here too");
    }
    first.finding.clusters.extend(other.clusters);
    first.finding.conceals.extend(other.conceals);
    if is_new {
        other.fixes.into_iter().for_each(|fix| add(&mut first.finding.fixes, fix));
    }
}

/// Adds a fix, or its edits to the one that does the same elsewhere.
fn add(fixes: &mut Vec<Fix>, fix: Fix) {
    match fixes.iter_mut().find(|other| (&other.title, other.safe) == (&fix.title, fix.safe)) {
        Some(other) => other.join(fix),
        None => fixes.push(fix),
    }
}

/// The finding with what it is about at the end of its message: its clusters, unless they are all, or else
/// how many places.
fn whole(all: &[Cluster], Gathered { mut finding, places }: Gathered) -> Diagnostic {
    let involved: BTreeSet<&String> = finding.clusters.iter().filter(|_| finding.ends_in_clusters).collect();
    let is_involved = |cluster: &&Cluster| !involved.is_empty() && involved.contains(&cluster.name.value);
    let clusters: Vec<&Cluster> = all.iter().filter(is_involved).collect();
    let is_named = !clusters.is_empty() && clusters.len() < all.len();
    if is_named {
        finding.message = format!("{} in {}", finding.message, names(&clusters));
    } else if places.len() > FEW {
        finding.message = format!("{} (in {} places)", finding.message, places.len());
    }
    finding
}
