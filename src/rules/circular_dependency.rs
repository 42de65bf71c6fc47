#![doc = include_str!("circular_dependency.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::plan;

/// The rule.
pub static RULE: Rule = Rule {
    name: "circular-dependency",
    severity: Severity::Error,
    silence: Silence::Refused,
    page: include_str!("circular_dependency.md"),
};

/// Looks for Kustomizations of the mesh in `depends-on`.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for name in case.mesh.deliveries.flux.get().into_iter().flat_map(|flux| &flux.depends_on) {
        let is_of = |settled: &plan::Cluster| settled.delivery.applied_as.contains(&name.value);
        if let Some((cluster, _)) = case.clusters().find(|(_, settled)| is_of(settled)) {
            let message = format!("`depends-on` names `{}`, which is part of this output", name.value);
            let diagnostic = RULE.at(name.span, "meshc writes this one", message);
            let diagnostic = diagnostic.label(cluster.name.span, "for this cluster");
            found.push(diagnostic.help("remove it: name only Kustomizations that are not part of this output"));
        }
    }
}
