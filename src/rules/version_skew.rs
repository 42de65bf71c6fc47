#![doc = include_str!("version_skew.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{about, names};
use crate::facts::connected::{Skew, skew, units};
use crate::model::Cluster;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: Rule = Rule {
    name: "version-skew",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("version_skew.md"),
};

/// Looks for connected clusters of different release lines: one finding for the mesh, for each group, and for
/// all links.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for unit in units(case.mesh) {
        let skews: Vec<Skew<'_>> = unit.iter().filter_map(skew).collect();
        let Some(most) = skews.iter().map(Skew::distance).max() else { continue };
        let Some(worst) = skews.iter().find(|skew| skew.distance() == most) else { continue };
        if let (Some(oldest), Some(newest)) = (place(&worst.oldest.1), place(&worst.newest.1))
            && seen.insert((oldest, newest))
        {
            let mut involved: Vec<&Cluster> = skews.iter().flat_map(|skew| skew.circle.iter().copied()).collect();
            involved.sort_by_key(|cluster| cluster.name.span);
            involved.dedup_by_key(|cluster| cluster.name.span);
            report(worst, &involved, found);
        }
    }
}

fn place(clusters: &[&Cluster]) -> Option<crate::source::Span> {
    clusters.iter().find_map(|cluster| Some(cluster.version.value()?.span))
}

fn report(skew: &Skew<'_>, involved: &[&Cluster], found: &mut Diagnostics) {
    let ((old, older), (new, newer)) = (&skew.oldest, &skew.newest);
    let (Some(old_place), Some(new_place)) = (place(older), place(newer)) else { return };
    let (old_label, new_label) = (format!("the oldest: {}", names(older)), format!("the newest: {}", names(newer)));
    let (first, second) = ((old_place, old_label), (new_place, new_label));
    let (first, last) = if old_place < new_place { (first, second) } else { (second, first) };
    let (apart, severity) = match skew.distance() {
        1 => ("one minor release apart".to_string(), Severity::Warning),
        distance => (format!("{distance} minor releases apart"), Severity::Error),
    };
    let message = format!("connected clusters run Cilium {} and {}, {apart}", old.name(), new.name());
    let help = match (severity, new.previous()) {
        (Severity::Warning, _) => format!(
            "upgrade {} to {}, and until then give a reason: `allow \"version-skew\" reason=\"upgrade week 41\"`",
            names(older),
            new.name()
        ),
        (_, Some(previous)) => format!(
            "upgrade {} to {} first: one minor release apart is the most that Cilium supports",
            names(older),
            previous.name()
        ),
        (_, None) => format!("run releases of one line everywhere, such as {}", new.name()),
    };
    let diagnostic = RULE.at(last.0, last.1, message).label(first.0, first.1).help(help).severity(severity);
    found.push(about(diagnostic, involved));
}
