#![doc = include_str!("yaml_ambiguous_name.md")]

use super::Case;
use crate::diagnostic::{Diagnostics, Rule, Severity, Silence};
use crate::facts::clusters::{free_name, taken_names};
use crate::model::{Cluster, Mesh};
use crate::release::is_modern_name;
use crate::yaml::{self, Reading, read_plain};

/// The rule.
pub static RULE: Rule = Rule {
    name: "yaml-ambiguous-name",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("yaml_ambiguous_name.md"),
};

/// Looks for names that YAML reads as something else unless they are quoted; an error where a chart writes
/// them without quotes and Helm then reads another name.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in &case.mesh.clusters {
        let name = &cluster.name.value;
        // A name that Cilium does not take has a worse problem.
        if !is_modern_name(name) || !yaml::is_ambiguous(name) {
            continue;
        }
        let free = free_name(&format!("cluster-{name}"), &taken_names(case.mesh));
        let help = format!("name it `{free}`, for example");
        let diagnostic = match on_charts(case.mesh, cluster) {
            Some(message) => {
                RULE.at(cluster.name.span, "the chart writes it without quotes", message).severity(Severity::Error)
            }
            None => {
                let message = format!("YAML does not read the name `{name}` as a string");
                RULE.at(cluster.name.span, "not a string without quotes", message)
            }
        };
        found.push(diagnostic.help(help).about(name));
    }
}

/// What becomes of a cluster's name in the charts of its peers, or in its own, where that is not its name.
fn on_charts(mesh: &Mesh, cluster: &Cluster) -> Option<String> {
    let name = &cluster.name.value;
    let Reading { key, is_text } = read_plain(name);
    let has_chart = |cluster: &&Cluster| cluster.is_on_chart() && cluster.modern().is_some();
    let is_in_secret = mesh.peers(cluster).iter().any(has_chart);
    let is_bare = Some(cluster).filter(has_chart).and_then(Cluster::modern).is_some_and(|it| !it.quotes_cluster_name);
    match key {
        None if is_in_secret => Some(format!("Helm cannot read what the chart writes for a peer named `{name}`")),
        Some(other) if is_in_secret && other != *name => Some(format!("Helm reads the name `{name}` as `{other}`")),
        _ if is_bare && !is_text => {
            Some(format!("Helm does not read the name `{name}` in `cilium-config` as a string"))
        }
        _ => None,
    }
}
