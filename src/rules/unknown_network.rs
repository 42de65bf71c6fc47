#![doc = include_str!("unknown_network.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence, nearest};
use crate::limits::GUESSES;
use crate::model::Mesh;
use crate::source::Span;
use crate::words::shown;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-network",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_network.md"),
};

/// Looks for names in `node-cidr network=` that no `network` has, once for each place.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (&str, Vec<&str>)> = BTreeMap::new();
    for cluster in &case.mesh.clusters {
        for name in &cluster.unknown_networks {
            places.entry(name.span).or_insert((&name.value, Vec::new())).1.push(&cluster.name.value);
        }
    }
    for (index, (span, (name, clusters))) in places.into_iter().enumerate() {
        let message = format!("there is no network {}", shown(name));
        let mut diagnostic = RULE.at(span, "not declared", message).lacks(format!("network `{name}`"));
        let known = || case.mesh.networks.iter().map(|network| network.name.value.as_str());
        let near = Some(name).filter(|_| index < GUESSES.most).and_then(|name| nearest(name, known()));
        let near = near.and_then(|near| case.mesh.networks.iter().find(|network| network.name.value == near));
        diagnostic = match near {
            Some(similar) => {
                let help = format!("did you mean {}?", shown(&similar.name.value));
                diagnostic.label(similar.name.span, "declared with this name").help(help)
            }
            None => diagnostic.help(help(case.mesh, name)),
        };
        diagnostic.clusters = clusters.into_iter().map(str::to_string).collect();
        found.push(diagnostic);
    }
}

fn help(mesh: &Mesh, name: &str) -> String {
    let declare = format!("`network \"{name}\" \"10.0.0.0/16\"`");
    let known = || mesh.networks.iter().map(|network| shown(&network.name.value)).collect::<Vec<_>>();
    match mesh.networks.len() {
        0 => format!("declare it beside the clusters, with its own range: {declare}"),
        1..=8 => format!("name {}, or declare this one, with its own range: {declare}", known().join(" or ")),
        count => {
            format!("name one of the {count} that are declared, or declare this one, with its own range: {declare}")
        }
    }
}
