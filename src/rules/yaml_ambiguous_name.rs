#![doc = include_str!("yaml_ambiguous_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{free_name, taken_names};
use crate::release::is_modern_name;
use crate::yaml;

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-ambiguous-name",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("yaml_ambiguous_name.md"),
};

/// Looks for names that YAML reads as something else unless they are quoted.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        let name = &cluster.name.value;
        // A name that Cilium does not take has a worse problem.
        if !is_modern_name(name) || !yaml::is_ambiguous(name) {
            continue;
        }
        let message = format!("YAML does not read the name `{name}` as text");
        let free = free_name(&format!("cluster-{name}"), &taken_names(case.mesh));
        let help = format!("name it `{free}`, for example");
        found.push(RULE.at(cluster.name.span, "not text without quotes", message).help(help).about(name));
    }
}
