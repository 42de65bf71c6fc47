#![doc = include_str!("unknown_cluster.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence, nearest};
use crate::facts::clusters::{shown, taken_names};
use crate::limits::GUESSES;
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
    let known = || case.mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    let all = taken_names(case.mesh);
    let mut unknown: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for name in peering.circles().flatten().filter(|name| !all.contains(&name.value)) {
        unknown.entry(&name.value).or_default().push(name.span);
    }
    let others = choices(known());
    for (index, (name, places)) in unknown.into_iter().enumerate() {
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
