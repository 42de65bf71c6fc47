#![doc = include_str!("unknown_cluster.md")]

use super::clusters::{shown, taken_names};
use super::objects::list;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence, nearest};
use crate::model::Mesh;
use crate::source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unknown-cluster",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("unknown_cluster.md"),
};

/// Looks for names in `group` and `link` that no cluster has.
pub fn check(mesh: &Mesh, found: &mut Diagnostics) {
    let Some(peering) = &mesh.peering else { return };
    let known = || mesh.clusters.iter().map(|cluster| cluster.name.value.as_str());
    let all = taken_names(mesh);
    let mut unknown: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for name in peering.circles().flatten().filter(|name| !all.contains(&name.value)) {
        unknown.entry(&name.value).or_default().push(name.span);
    }
    for (name, mut places) in unknown {
        places.sort_unstable();
        let [first, more @ ..] = places.as_slice() else { continue };
        let diagnostic = RULE.at(*first, "not declared", format!("there is no cluster {}", shown(name)));
        let diagnostic = more.iter().take(2).fold(diagnostic, |finding, place| finding.label(*place, "named here too"));
        let near = nearest(name, known());
        let near = near.and_then(|near| mesh.clusters.iter().find(|cluster| cluster.name.value == near));
        found.push(match near {
            Some(similar) => {
                let help = format!("did you mean {}?", shown(&similar.name.value));
                diagnostic.label(similar.name.span, "declared with this name").help(help)
            }
            None => diagnostic.help(format!("name a cluster of this mesh: {}", list(known()))),
        });
    }
}
