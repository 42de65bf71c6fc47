#![doc = include_str!("unknown_cluster.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence, nearest};
use crate::facts::clusters::{shown, taken_names};
use crate::limits::GUESSES;
use crate::model::{Mesh, Unmatched};
use crate::source::Span;
use crate::words::choices;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-cluster",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_cluster.md"),
};

/// Looks for names in `group` and `link` that no cluster has.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let Some(peering) = case.mesh.peering.get() else { return };
    for pattern in &peering.unmatched {
        found.push(unmatched(case.mesh, pattern));
    }
    let known = || case.mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    let all = taken_names(case.mesh);
    let mut unknown: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for name in peering.circles().flatten().filter(|name| !all.contains(&name.value)) {
        unknown.entry(&name.value).or_default().push(name.span);
    }
    let others = choices(known());
    for (index, (name, mut places)) in unknown.into_iter().enumerate() {
        // A link with a pattern is one for each cluster that it matches.
        places.dedup();
        let near = Some(name).filter(|_| index < GUESSES.most).and_then(|name| nearest(name, known()));
        let near = near.and_then(|near| case.mesh.clusters.iter().find(|cluster| cluster.name.value == near));
        for place in places {
            let diagnostic = RULE.at(place, "not declared", format!("there is no cluster {}", shown(name)));
            let diagnostic = diagnostic.lacks(shown(name));
            found.push(match near {
                Some(similar) => {
                    let help = format!("did you mean {}?", shown(&similar.name.value));
                    diagnostic.label(similar.name.span, "declared with this name").help(help)
                }
                None => diagnostic.help(format!("name a cluster of this mesh: {others}")),
            });
        }
    }
}

/// A pattern that stands for no cluster.
fn unmatched(mesh: &Mesh, pattern: &Unmatched) -> Diagnostic {
    let pattern = match pattern {
        Unmatched::Pattern(pattern) => pattern,
        Unmatched::TooMany(pattern) => {
            let message = "the patterns of `peering` match more clusters than a mesh can connect";
            let help = "name each cluster in one group only, and remove patterns that overlap";
            return RULE.at(pattern.span, "too many with this one", message).help(help);
        }
    };
    let text = &pattern.value;
    let diagnostic = RULE.at(pattern.span, "matches no cluster", format!("no cluster name matches {}", shown(text)));
    let names = || mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    // `eu-*` begins with `eu-`, and so do names of clusters: what is before a hyphen in them is compared.
    let (begin, rest) = text.split_at(text.find(['*', '?', '[']).unwrap_or(text.len()));
    let begins = names().flat_map(|name| name.match_indices('-').filter_map(move |(at, _)| name.get(..=at)));
    let near = nearest(begin, begins).filter(|_| !begin.is_empty());
    diagnostic.help(match near.map(|near| format!("{near}{rest}")).filter(|near| near != text) {
        Some(near) => format!("did you mean {}?", shown(&near)),
        None => format!("write a pattern that matches a cluster of this mesh: {}", choices(names())),
    })
}
