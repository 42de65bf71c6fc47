#![doc = include_str!("unknown_network.md")]

use super::ranges::names;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::model::Mesh;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-network",
    severity: Severity::Error,
    silence: Silence::Allowed,
    page: include_str!("unknown_network.md"),
};

/// Looks for names in `node-cidr network=` that no `network` carries, once for each place.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let mut places: BTreeMap<Span, (&str, Vec<&str>)> = BTreeMap::new();
    for cluster in &mesh.clusters {
        for name in &cluster.unknown_networks {
            places.entry(name.span).or_insert((&name.value, Vec::new())).1.push(&cluster.name.value);
        }
    }
    for (span, (name, clusters)) in places {
        let message = format!("there is no network `{name}`");
        let diagnostic = RULE.at(span, "not declared", message).help(help(mesh, name));
        found.push(clusters.into_iter().fold(diagnostic, |diagnostic, cluster| diagnostic.about(cluster)));
    }
}

fn help(mesh: &Mesh, name: &str) -> String {
    let known = || mesh.networks.iter().map(|network| network.name.value.as_str());
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &known.to_lowercase());
    let similar = known().filter(|known| likeness(known) >= 0.6);
    let similar = similar.max_by(|one, two| likeness(one).total_cmp(&likeness(two)));
    let declare = format!("`network \"{name}\" \"10.0.0.0/16\"`");
    match (similar, names(known())) {
        (Some(similar), _) => format!("did you mean `{similar}`?"),
        (None, (0, _)) => format!("declare it beside the clusters, with its own range: {declare}"),
        (None, (1, only)) => format!("name {only}, or declare this one beside it: {declare}"),
        (None, (_, all)) => format!("name one of {all}, or declare this one beside them: {declare}"),
    }
}
