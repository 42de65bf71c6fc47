#![doc = include_str!("unsubstituted_variable.md")]

use super::Case;
use crate::diagnostic::{Diagnostic, Diagnostics, Rule, Severity, Silence};
use crate::model::{Cluster, Mesh, variable};
use crate::settings::{self, Input, is_within};
use crate::source::{Span, Spanned};
use crate::words::shown;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: Rule = Rule {
    name: "unsubstituted-variable",
    severity: Severity::Warning,
    silence: Silence::Allowed,
    page: include_str!("unsubstituted_variable.md"),
};

/// Looks for variables in values that nothing will put a value in the place of: on what the mesh file decides
/// meshc writes that, and where Flux applies the output it is told to leave `${` alone.
pub fn check(case: &Case<'_>, found: &mut Diagnostics) {
    for cluster in case.mesh.clusters.iter().filter(|cluster| cluster.is_on_chart()) {
        // Of several layers the last one counts.
        let last: BTreeMap<&str, Span> =
            cluster.values.places.iter().map(|place| (place.value.as_str(), place.span)).collect();
        let written = cluster.values.places.iter().filter(|it| last.get(it.value.as_str()) == Some(&it.span));
        let findings = written.filter_map(|written| unsubstituted(case.mesh, cluster, written));
        found.0.extend(findings.map(|finding| finding.about(&cluster.name.value)));
    }
}

fn unsubstituted(mesh: &Mesh, cluster: &Cluster, written: &Spanned<String>) -> Option<Diagnostic> {
    let path = written.value.as_str();
    let name = variable(cluster.values.stated(path)?)?;
    let input = Input::without_config(mesh, cluster);
    let is_meant = |managed: &str| is_within(path, managed) || is_within(managed, path);
    let managed = settings::decided(&input).find(|(_, value)| is_meant(value.path));
    if let Some((row, _)) = managed {
        let message = format!("{} is {} here, but the mesh file sets it", shown(path), shown(name));
        let finding = RULE.at(written.span, "has no effect", message);
        let finding = finding.help(format!("remove it: meshc sets it from {}", row.node.owner()));
        return Some(finding.or_together("variables have no effect in values that the mesh file sets", REMOVE));
    }
    mesh.deliveries.flux.get()?;
    let message =
        format!("{} keeps {} as it is: Flux does not replace variables in this output", shown(path), shown(name));
    let finding = RULE.at(written.span, "nothing replaces it", message);
    let finding = finding.help("write the value itself, in the cluster or in a file for each cluster");
    Some(finding.or_together(TOGETHER, HELP))
}

const REMOVE: &str = "remove them: meshc sets these values from the mesh file";
const TOGETHER: &str = "values keep their variables as they are: Flux does not replace variables in this output";
const HELP: &str = "write the values themselves, in a file for each cluster: `values path=\"values/{cluster}.yaml\"`";
