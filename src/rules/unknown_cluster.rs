#![doc = include_str!("unknown_cluster.md")]

use super::clusters::shown;
use super::objects::list;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence, nearest};
use crate::model::Mesh;

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
    for name in peering.circles().flatten().filter(|name| known().all(|known| known != name.value)) {
        let diagnostic = RULE.at(name.span, "not declared", format!("there is no cluster {}", shown(&name.value)));
        let near = nearest(&name.value, known());
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
